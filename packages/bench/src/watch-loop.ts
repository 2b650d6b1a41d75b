import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** How often the loop is looked at (ms). */
const RESOLUTION_MS = 5;

export interface WatchedLoop<T> {
  readonly value: T;
  /** How late the latest look came: what a caller would have waited for. A busy machine adds to it. */
  readonly worstStallMs: number;
  /** The most CPU that this thread used between two looks, which a busy machine does not add to; undefined where it cannot be told. */
  readonly worstTurnCpuMs: number | undefined;
}

/** Runs something while the event loop of this thread is watched. */
export async function watchLoop<T>(run: () => Promise<T>): Promise<WatchedLoop<T>> {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let worstTurnCpuMs: number | undefined;
  let before = threadCpuMs();
  const look = () => {
    const now = threadCpuMs();
    if (now === undefined || before === undefined) return;
    worstTurnCpuMs = Math.max(worstTurnCpuMs ?? 0, now - before);
    before = now;
  };
  const timer = setInterval(look, RESOLUTION_MS);
  delays.enable();
  const value = await run();
  // The last stall is only seen by the look after it.
  await delay(2 * RESOLUTION_MS);
  delays.disable();
  clearInterval(timer);
  return { value, worstStallMs: Math.max(0, delays.max / 1e6 - RESOLUTION_MS), worstTurnCpuMs };
}

/** CPU of the main thread so far, as Linux counts it. */
function threadCpuMs(): number | undefined {
  try {
    const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    return undefined;
  }
}
