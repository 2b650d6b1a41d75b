import { setTimeout as sleep } from 'node:timers/promises';
import { topics } from '@aiops/contracts';
import { type Bus, Unavailable } from '@aiops/runtime';

/** What the jobs read and write: one that starts without them fails again and again. */
const NEEDED = [topics.traces, topics.logs, topics.metrics, topics.events];
const PAUSE_MS = 500;

/** Waits until the topics of the stream jobs are there. Rejects with `Unavailable` that names those that are missing. */
export async function awaitTopics(bus: Bus, waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (let told = false; ; told = true) {
    const missing = await missingOf(bus);
    if (missing.length === 0) return;
    const problem = `Topics of Flink's jobs are missing: ${missing.join(', ')}. \`aiops topics create\` makes them.`;
    if (Date.now() + PAUSE_MS > deadline) throw new Unavailable(problem);
    if (!told) process.stderr.write(`${problem} Waiting up to ${Math.ceil(waitMs / 1000)} s …\n`);
    await sleep(PAUSE_MS);
  }
}

async function missingOf(bus: Bus): Promise<string[]> {
  const missing: string[] = [];
  for (const topic of NEEDED) {
    try {
      await bus.extent(topic);
    } catch (error) {
      if ((error as Error).name !== 'UnknownTopic') throw error;
      missing.push(topic);
    }
  }
  return missing;
}
