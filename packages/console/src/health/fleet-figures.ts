import type { MetricSample } from './metric-samples.ts';

/** What a service does with a topic. */
export interface TrafficLine {
  readonly service: string;
  readonly topic: string;
  readonly read: number;
  /** Messages of all partitions that are still to be read; undefined where nobody says. */
  readonly lag: number | undefined;
}

/** Messages that could not be processed, for one reason. */
export interface DeadLine {
  readonly service: string;
  readonly topic: string;
  readonly reason: string;
  readonly count: number;
}

/** What each service reads, by service and topic. */
export function trafficLines(samples: readonly MetricSample[]): TrafficLine[] {
  const lines = new Map<string, TrafficLine>();
  for (const { name, labels, value } of samples) {
    const isLag = name === 'aiops_consumer_lag';
    if (!isLag && name !== 'aiops_messages_consumed_total') continue;
    const [service, topic] = [labels.get('service') ?? '', labels.get('topic') ?? ''];
    const key = JSON.stringify([service, topic]);
    const line = lines.get(key) ?? { service, topic, read: 0, lag: undefined };
    lines.set(key, isLag ? { ...line, lag: (line.lag ?? 0) + value } : { ...line, read: line.read + value });
  }
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/** What could not be processed, most first. */
export function deadLines(samples: readonly MetricSample[]): DeadLine[] {
  return samples
    .filter(({ name, value }) => name === 'aiops_dlq_messages_total' && value > 0)
    .map(({ labels, value }) => ({
      service: labels.get('service') ?? '',
      topic: labels.get('topic') ?? '',
      reason: labels.get('reason') ?? '',
      count: value,
    }))
    .sort((a, b) => b.count - a.count);
}

/** Messages each second between two looks; undefined without an earlier look, and when the process began anew in between. */
export function rateBetween(
  before: TrafficLine | undefined,
  { read }: TrafficLine,
  ms: number,
): number | undefined {
  if (before === undefined || ms <= 0 || read < before.read) return undefined;
  return ((read - before.read) / ms) * 1_000;
}
