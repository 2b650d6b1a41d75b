import { createAnomalyDetection } from '@aiops/anomaly-detection';
import { configSchema } from '@aiops/config';
import { createEntityResolver, topics } from '@aiops/contracts';
import { mapState } from './map-state.ts';
import { sampleOf } from './sample-stream.ts';
import { seededRandom } from './seeded-random.ts';

/** Samples per series: every ring of the state is full by then. */
const STEPS = 120;

/** What the state of `series` series takes: heap and JSON bytes for each, and the heap of all of them in MB. Needs --expose-gc. */
export function seriesMemory(series: number): Record<string, number> {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error('start node with --expose-gc to measure memory');
  const values = new Map<string, unknown>();
  const config = configSchema.parse({}).anomaly_detection;
  const resolver = createEntityResolver([]);
  gc();
  const before = process.memoryUsage().heapUsed;
  const task = createAnomalyDetection({ config, resolver: () => resolver }).task(mapState(values), 0, 1);
  const random = seededRandom('series');
  for (let step = 0; step < STEPS; step += 1) {
    for (let one = 0; one < series; one += 1) {
      const { key, value } = sampleOf(one, step, random);
      const message = {
        topic: topics.metrics,
        partition: 0,
        offset: 0,
        key,
        headers: {},
        value,
        recordedAt: 0,
      };
      task.onMessage(message, () => undefined);
    }
    if (step % 20 === 19) console.error(`series: ${step + 1} of ${STEPS} samples each`);
  }
  gc();
  const heap = process.memoryUsage().heapUsed - before;
  const states = [...values].filter(([key]) => key.startsWith('metrics/')).slice(0, 1_000);
  const json = states.reduce((bytes, [, state]) => bytes + Buffer.byteLength(JSON.stringify(state)), 0);
  return {
    series,
    heap_bytes_per_series: Math.round(heap / series),
    json_bytes_per_series: Math.round(json / states.length),
    heap_mb: Math.round(heap / 1e6),
  };
}
