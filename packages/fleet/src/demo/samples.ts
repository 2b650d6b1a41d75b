import { contentId, formatTimestamp, type MetricMessage, topics } from '@aiops/contracts';
import { type DemoDevice, demoDevices, entityOf } from './rack.ts';
import type { TimedMessage } from './timed-message.ts';

const SECOND = 1_000;

/** When the uplink failed, and when it was repaired, if it was (epoch ms). */
export interface Outage {
  readonly from: number;
  readonly to?: number | undefined;
}

/** How a metric of the demo behaves in normal operation, and by how much it moves when the uplink fails. */
interface Signal {
  readonly metric: string;
  readonly mean: number;
  readonly deviation: number;
  readonly faulty: number;
  /** Seconds after the failure until it shows. */
  readonly delay: number;
}

const SWITCH_SIGNALS: readonly Signal[] = [
  { metric: 'network_out', mean: 4.2e8, deviation: 1.2e7, faulty: 2e5, delay: 0 },
  { metric: 'cpu_usage', mean: 22, deviation: 1.5, faulty: 24, delay: 0 },
];
const SERVER_SIGNALS: readonly Signal[] = [
  { metric: 'response_time', mean: 42, deviation: 3, faulty: 2_900, delay: 20 },
  { metric: 'network_in', mean: 6.5e7, deviation: 2.5e6, faulty: 9e4, delay: 10 },
  { metric: 'cpu_usage', mean: 37, deviation: 2, faulty: 34, delay: 30 },
];

/** A metric of a device; `seed` sets its noise apart from that of the others. */
export interface DemoSeries {
  readonly device: DemoDevice;
  readonly signal: Signal;
  readonly seed: number;
}

export const demoSeries: readonly DemoSeries[] = demoDevices.flatMap((device, index) =>
  (device.type === 'switch' ? SWITCH_SIGNALS : SERVER_SIGNALS).map((signal, number) => ({
    device,
    signal,
    seed: index * 16 + number + 1,
  })),
);

/** The value of a signal at a time (epoch ms); `noise` in standard deviations. */
export function sample(
  { device, signal }: DemoSeries,
  at: number,
  { from, to = Number.POSITIVE_INFINITY }: Outage,
  noise: number,
): TimedMessage {
  const delay = signal.delay * SECOND;
  const faulty = device.affected && at >= from + delay && at < to + delay;
  const value = faulty ? signal.faulty * (1 + 0.05 * noise) : signal.mean + signal.deviation * noise;
  const body: MetricMessage = {
    metric_name: signal.metric,
    labels: { instance: device.name, simulated: 'true' },
    values: [[at / SECOND, Number(Math.max(0, value).toPrecision(6))]],
    timestamp: formatTimestamp(at),
    source: 'demo',
    ...entityOf(device),
  };
  return {
    at,
    message: {
      topic: topics.metrics,
      key: device.id,
      value: body,
      id: contentId('demo', device.id, signal.metric, at),
    },
  };
}
