import { createRedisStateStore } from '@aiops/runtime';
import { startRedis } from '@aiops/testbed';
import { median } from 'simple-statistics';

const ROUNDS = 9;
/** About what the state of one series takes as JSON. */
const ENTRY_BYTES = 3_000;

/** What a checkpoint of so many changed entries costs on a real Redis: ms for all of them, median of rounds. */
export async function stateWrites(entries: number): Promise<Record<string, number>> {
  const redis = await startRedis();
  const state = await createRedisStateStore({ host: redis.host, port: redis.port, prefix: 'bench' });
  try {
    const scope = 'anomaly-detection/0';
    const epoch = await state.acquire(scope);
    const times: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const text = JSON.stringify({ round, padding: 'x'.repeat(ENTRY_BYTES) });
      const changes = new Map(Array.from({ length: entries }, (_, i) => [`metrics/${i}`, text]));
      const started = performance.now();
      await state.save(scope, epoch, { 'aiops.metrics': round }, changes);
      if (round > 0) times.push(performance.now() - started);
    }
    const ms = median(times);
    return {
      entries,
      entry_bytes: ENTRY_BYTES,
      checkpoint_ms: Number(ms.toFixed(1)),
      us_per_entry: Number(((1000 * ms) / entries).toFixed(1)),
    };
  } finally {
    await state.close();
    await redis.stop();
  }
}
