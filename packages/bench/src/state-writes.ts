import { setTimeout as sleep } from 'node:timers/promises';
import { createRedisStateStore, type StateStore } from '@aiops/runtime';
import { startRedis } from '@aiops/testbed';
import { max, median } from 'simple-statistics';

const ROUNDS = 9;
/** About what the state of one series takes as it is stored. */
const ENTRY_BYTES = 2_000;

/**
 * What a checkpoint of so many changed entries costs on a real Redis: ms for all of them, and the longest that somebody else
 * waited for an answer of that Redis meanwhile; medians of rounds.
 */
export async function stateWrites(entries: number): Promise<Record<string, number>> {
  const redis = await startRedis();
  const open = () => createRedisStateStore({ host: redis.host, port: redis.port, prefix: 'bench' });
  const [state, other] = [await open(), await open()];
  try {
    const scope = 'anomaly-detection/0';
    const epoch = await state.acquire(scope);
    const times: number[] = [];
    const waits: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const text = JSON.stringify({ round, padding: 'x'.repeat(ENTRY_BYTES) });
      const changes = new Map(Array.from({ length: entries }, (_, i) => [`metrics/${i}`, text]));
      const started = performance.now();
      const saving = state.save(scope, epoch, { 'aiops.metrics': round }, changes);
      const wait = await longestWait(other, saving);
      if (round > 0) times.push(performance.now() - started);
      if (round > 0) waits.push(wait);
    }
    const ms = median(times);
    return {
      entries,
      entry_bytes: ENTRY_BYTES,
      checkpoint_ms: Number(ms.toFixed(1)),
      us_per_entry: Number(((1000 * ms) / entries).toFixed(1)),
      longest_wait_ms: Number(median(waits).toFixed(1)),
    };
  } finally {
    await state.close();
    await other.close();
    await redis.stop();
  }
}

/** Asks for a value again and again until the work is done; resolves to the longest time (ms) that an answer took. */
async function longestWait(state: StateStore, work: Promise<void>): Promise<number> {
  const waits = [0];
  let working = true;
  const done = work.finally(() => {
    working = false;
  });
  while (working) {
    const asked = performance.now();
    await state.get('bench');
    waits.push(performance.now() - asked);
    await sleep(1);
  }
  await done;
  return max(waits);
}
