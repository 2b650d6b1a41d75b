import { contentId, type MetricMessage, topics } from '@aiops/contracts';
import { createNoise } from '../../demo/noise.ts';
import { entityOfHost, HOUR, HOUR_START, MINUTE, minute, type RecordedMessage } from './hour-clock.ts';

const STEP = 15_000;

/** Mean and standard deviation of each metric of a calm host. */
const METRICS: Readonly<Record<string, readonly [mean: number, deviation: number]>> = {
  cpu_usage: [35, 3],
  memory_usage: [55, 1],
  disk_usage: [60, 0.2],
  response_time: [80, 6],
  queue_length: [20, 3],
};

/** What is wrong with a metric of a host for some minutes: its value then, or undefined while it is silent. */
interface Fault {
  readonly host: string;
  /** All of them unless set. */
  readonly metric?: string;
  readonly from: number;
  readonly to: number;
  readonly value: (usual: number) => number | undefined;
}

const FAULTS: readonly Fault[] = [
  { host: 'host-01', metric: 'queue_length', from: 20, to: 20.8, value: (usual) => 20 * usual },
  { host: 'host-02', metric: 'response_time', from: 30, to: 60, value: (usual) => 5 * usual },
  { host: 'host-03', from: 33, to: 50, value: () => undefined },
  { host: 'host-04', metric: 'disk_usage', from: 25, to: 32, value: () => 93 },
  { host: 'host-05', metric: 'cpu_usage', from: 38, to: 47, value: (usual) => 60 + usual },
  { host: 'host-06', metric: 'memory_usage', from: 15, to: 17, value: () => 97 },
  { host: 'host-07', metric: 'response_time', from: 41, to: 43, value: (usual) => 30 * usual },
  { host: 'host-09', metric: 'queue_length', from: 55, to: 60, value: () => 0 },
];

/** Samples of five metrics of each host, every 15 s, with spikes, a level shift, silences and broken rules; some come late or twice. */
export function hourSamples(hosts: readonly string[]): RecordedMessage[] {
  const calm = hosts.flatMap((host, h) =>
    Object.entries(METRICS).flatMap(([metric, [mean, deviation]], m) => {
      const noise = createNoise(100 * h + m + 1);
      return Array.from({ length: HOUR / STEP }, (_, i) => HOUR_START + i * STEP).flatMap((at) => {
        const value = faulty(host, metric, at, mean + deviation * noise());
        return value === undefined ? [] : [sample(host, metric, at, value, at)];
      });
    }),
  );
  const late = [5, 6, 7].map((from) => sample('host-10', 'cpu_usage', minute(from) + 1_000, 36, minute(22)));
  const twice = calm.filter((_, i) => i % 97 === 0).map(({ at, message }) => ({ at: at + 500, message }));
  return [...calm, ...late, ...twice];
}

function faulty(host: string, metric: string, at: number, usual: number): number | undefined {
  const fault = FAULTS.find(
    (one) =>
      one.host === host &&
      (one.metric ?? metric) === metric &&
      at >= minute(one.from) &&
      at < HOUR_START + one.to * MINUTE,
  );
  return fault === undefined ? usual : fault.value(usual);
}

function sample(
  host: string,
  metric: string,
  stamp: number,
  value: number,
  writtenAt: number,
): RecordedMessage {
  const entity = entityOfHost(host);
  const body: MetricMessage = {
    metric_name: metric,
    labels: { instance: host },
    values: [[stamp / 1_000, Number(Math.max(0, value).toPrecision(6))]],
    timestamp: stamp / 1_000,
    ...entity,
  };
  return {
    at: writtenAt,
    message: {
      topic: topics.metrics,
      key: entity.entity_id,
      value: body,
      id: contentId('hour', host, metric, stamp),
    },
  };
}
