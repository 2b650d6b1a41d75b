import { createAnomalyDetection } from '@aiops/anomaly-detection';
import { configSchema } from '@aiops/config';
import { createEntityResolver, topics } from '@aiops/contracts';
import { jsonCodec } from '@aiops/runtime';
import { mapState } from './map-state.ts';
import { sampleOf } from './sample-stream.ts';
import { seededRandom } from './seeded-random.ts';

/** Samples per series after which memory is measured: the last samples are all there by then. */
const STEPS = 120;
/** Three weeks: every part of the state is as large as it becomes. */
const MATURE_STEPS = 60_480;
const MATURE_SERIES = 10;

/**
 * What the state of `series` series takes: heap for each and for all in MB, bytes for each as stored and as the JSON of it; and
 * bytes for each after three weeks. Needs --expose-gc.
 */
export function seriesMemory(series: number): Record<string, number> {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error('start node with --expose-gc to measure memory');
  gc();
  const before = process.memoryUsage().heapUsed;
  const young = statesAfter(STEPS, series);
  gc();
  const heap = process.memoryUsage().heapUsed - before;
  const mature = statesAfter(MATURE_STEPS, MATURE_SERIES);
  return {
    series,
    heap_bytes_per_series: Math.round(heap / series),
    heap_mb: Math.round(heap / 1e6),
    ...sizes(young, ''),
    ...sizes(mature, 'mature_'),
  };
}

interface States {
  readonly values: ReadonlyMap<string, unknown>;
  readonly codec: typeof jsonCodec;
}

function statesAfter(steps: number, series: number): States {
  const values = new Map<string, unknown>();
  const config = configSchema.parse({}).anomaly_detection;
  const resolver = createEntityResolver([]);
  const detection = createAnomalyDetection({ config, resolver: () => resolver });
  const task = detection.task(mapState(values), 0, 1);
  const random = seededRandom('series');
  for (let step = 0; step < steps; step += 1) {
    for (let one = 0; one < series; one += 1) {
      const { key, value } = sampleOf(one, step, random);
      const at = { topic: topics.metrics, partition: 0, offset: 0, recordedAt: 0 };
      task.onMessage({ ...at, key, headers: {}, value }, () => undefined);
    }
    if (series > 1_000 && step % 20 === 19) console.error(`series: ${step + 1} of ${steps} samples each`);
  }
  return { values, codec: detection.codec ?? jsonCodec };
}

/** Mean bytes of the first thousand series. */
function sizes({ values, codec }: States, prefix: string): Record<string, number> {
  const states = [...values].filter(([key]) => key.startsWith('metrics/')).slice(0, 1_000);
  const mean = (text: (key: string, value: unknown) => string) =>
    Math.round(
      states.reduce((bytes, [key, value]) => bytes + Buffer.byteLength(text(key, value)), 0) / states.length,
    );
  return {
    [`${prefix}stored_bytes_per_series`]: mean(codec.write),
    [`${prefix}json_bytes_per_series`]: mean(jsonCodec.write),
  };
}
