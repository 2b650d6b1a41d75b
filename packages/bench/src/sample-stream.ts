import { createEntityResolver, type MetricMessage } from '@aiops/contracts';

const START_S = 1_700_000_000;
const INTERVAL_S = 30;
const METRICS_PER_HOST = 10;
const resolver = createEntityResolver([]);

/** One sample of a series as a message: about 230 bytes, ten metrics to a host, roughly Gaussian around 50. */
export interface StreamedSample {
  readonly key: string;
  readonly value: MetricMessage;
}

/** Sample number `step` (one every 30 s) of series number `series`. */
export function sampleOf(series: number, step: number, random: () => number): StreamedSample {
  const host = `host-${Math.floor(series / METRICS_PER_HOST)}`;
  const labels = { instance: `${host}:9100`, host, job: 'node', site: 'dc1' };
  const { id, type, name } = resolver.resolve(labels);
  const noise = random() + random() + random() + random() - 2;
  const at = START_S + INTERVAL_S * step;
  return {
    key: id,
    value: {
      metric_name: `metric_${series % METRICS_PER_HOST}`,
      labels,
      values: [[at, Math.round(1000 * (50 + 10 * noise)) / 1000]],
      timestamp: at,
      entity_id: id,
      entity_type: type,
      entity_name: name,
    },
  };
}
