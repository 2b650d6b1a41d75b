import type { MetricSample } from './metric-samples.ts';

/** What a service does with a topic. */
export interface TrafficLine {
  readonly service: string;
  readonly topic: string;
  /** Messages since the process began; undefined for what it does not do with the topic. */
  readonly read: number | undefined;
  readonly written: number | undefined;
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

const FIGURES: ReadonlyMap<string, 'read' | 'written' | 'lag'> = new Map([
  ['aiops_messages_consumed_total', 'read'],
  ['aiops_messages_produced_total', 'written'],
  ['aiops_consumer_lag', 'lag'],
]);

/** What each service reads and writes, by service and topic. */
export function trafficLines(samples: readonly MetricSample[]): TrafficLine[] {
  const lines = new Map<string, TrafficLine>();
  for (const { name, labels, value } of samples) {
    const figure = FIGURES.get(name);
    if (figure === undefined) continue;
    const [service, topic] = [labels.get('service') ?? '', labels.get('topic') ?? ''];
    const key = JSON.stringify([service, topic]);
    const line = lines.get(key) ?? { service, topic, read: undefined, written: undefined, lag: undefined };
    lines.set(key, { ...line, [figure]: (line[figure] ?? 0) + value });
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

/** Messages read and written each second between two looks; undefined without an earlier look, and when the process began anew in between. */
export function rateBetween(
  before: TrafficLine | undefined,
  line: TrafficLine,
  ms: number,
): number | undefined {
  if (before === undefined || ms <= 0 || countOf(line) < countOf(before)) return undefined;
  return ((countOf(line) - countOf(before)) / ms) * 1_000;
}

function countOf({ read = 0, written = 0 }: TrafficLine): number {
  return read + written;
}
