import type { Config, RuleConfig } from '@aiops/config';
import { entityUrn, formatTimestamp, headers, topics } from '@aiops/contracts';
import { encode, type OutMessage } from '@aiops/runtime';

/**
 * A made-up host, alone in a correlation domain of its own: nothing of what happens to it can be taken for an incident of
 * the system, and nothing of the system delays it.
 */
export interface Exercise {
  readonly site: string;
  readonly entityId: string;
  /** The rules that are broken; at least two, because one series alone makes no incident. */
  readonly rules: readonly BreakableRule[];
  /** Samples that break the rules. */
  readonly breakRules: readonly OutMessage[];
  /** Moves event time on, in every partition, to where the incident is certain. */
  readonly letTimePass: readonly OutMessage[];
  /** Samples that keep the rules again. */
  readonly recover: readonly OutMessage[];
  /** Moves event time on to where the incident is over. */
  readonly letItEnd: readonly OutMessage[];
}

/** Partitions of each topic from which anomalies can come: all of them have to say how late it is. */
export type PartitionCounts = Readonly<Record<OriginTopic, number>>;
type OriginTopic = typeof topics.metrics | typeof topics.logs | typeof topics.traces;

const SECOND_MS = 1_000;
const MOST_RULES = 3;
const SOURCE = 'smoke';

/** The enabled rules that the exercise can break: on different metrics, the quickest first. */
export function breakableRules({ anomaly_detection: { rules } }: Config): BreakableRule[] {
  const byMetric = new Map<string, BreakableRule>();
  for (const rule of rules.filter(isBreakable).sort((a, b) => a.hold - b.hold)) {
    if (!byMetric.has(rule.metric)) byMetric.set(rule.metric, rule);
  }
  return [...byMetric.values()].slice(0, MOST_RULES);
}

/** A rule that one high value breaks and one low value ends, whatever the labels and the past of a series. */
type BreakableRule = RuleConfig & { readonly threshold: number };

function isBreakable(rule: RuleConfig): rule is BreakableRule {
  const { enabled, comparison, threshold, labels, min_deviation, min_relative_deviation, clear_hold } = rule;
  const isUpward = comparison === 'above' || comparison === 'at_least';
  const needsMore = [labels, min_deviation, min_relative_deviation].some((more) => more !== undefined);
  return enabled && isUpward && threshold !== undefined && !needsMore && (clear_hold ?? 0) === 0;
}

/**
 * The messages of one run. Everything happens in the past, so that the incident begins and ends in event time without
 * anybody waiting for it on the clock.
 */
export function exercise(config: Config, name: string, partitions: PartitionCounts, now: number): Exercise {
  const { correlation_wait: wait, resolve_after: resolveAfter } = config.root_cause_analysis;
  const rules = breakableRules(config);
  const certain = wait * 2 + 10 * SECOND_MS;
  const recovered = certain + 10 * SECOND_MS;
  const over = recovered + resolveAfter + 3 * wait + 30 * SECOND_MS;
  const fired = Math.floor((now - over) / SECOND_MS) * SECOND_MS;
  const host: Host = { site: name, labels: { instance: name, site: name } };
  const entityId = entityUrn('device', 'unknown', name, name);
  const sample = (rule: BreakableRule, values: readonly (readonly [number, number])[]) =>
    metric(host, entityId, rule.metric, values);
  return {
    site: name,
    entityId,
    rules,
    breakRules: rules.map((rule) => sample(rule, breaking(rule, fired))),
    letTimePass: timeEverywhere(host, partitions, fired + certain),
    recover: rules.map((rule) => sample(rule, [[(fired + recovered) / SECOND_MS, calmValue(rule)]])),
    letItEnd: timeEverywhere(host, partitions, fired + over),
  };
}

interface Host {
  readonly site: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** One value where the rule begins to be broken and, for a rule with a hold, one where it has been for long enough. */
function breaking(rule: BreakableRule, fired: number): [number, number][] {
  const value = rule.threshold + Math.max(1, Math.abs(rule.threshold) * 0.04);
  const at = fired / SECOND_MS;
  const since = at - Math.ceil(rule.hold / SECOND_MS);
  return since === at ? [[at, value]] : [since, at].map((second): [number, number] => [second, value]);
}

function calmValue({ threshold, clear = threshold }: BreakableRule): number {
  return clear - Math.max(1, Math.abs(threshold) * 0.5);
}

function metric(
  { labels }: Host,
  entityId: string,
  metricName: string,
  values: readonly (readonly [number, number])[],
): OutMessage {
  const value = { metric_name: metricName, labels, values, source: SOURCE, entity_id: entityId };
  return { topic: topics.metrics, key: entityId, value };
}

/**
 * One message to each partition that anomalies can come from. They are about nothing; only their stamps count. The header
 * says that they lie where they should, since a partition is folded whatever the key then.
 */
function timeEverywhere(host: Host, partitions: PartitionCounts, at: number): OutMessage[] {
  const makers: Readonly<Record<OriginTopic, (at: number, partition: number) => OutMessage['value']>> = {
    [topics.metrics]: (time, partition) => ({
      metric_name: 'smoke_time',
      labels: { ...host.labels, partition: String(partition) },
      values: [[time / SECOND_MS, 0]],
      source: SOURCE,
    }),
    [topics.logs]: (time) => ({
      timestamp: `${time}000000`,
      log_line: 'time passes',
      labels: host.labels,
      level: 'info',
      source: SOURCE,
      collected_at: formatTimestamp(time),
    }),
    [topics.traces]: (time, partition) => ({
      trace_id: hexOf(`${time}${partition}`, 32),
      spans: [
        {
          span_id: hexOf(`${time}${partition}`, 16),
          operation: 'time-passes',
          service: host.site,
          start_time: formatTimestamp(time),
          duration: 0.001,
          status: 'ok',
          kind: 'internal',
          tags: { site: host.site },
        },
      ],
      span_count: 1,
      source: SOURCE,
      collected_at: formatTimestamp(time),
    }),
  };
  return (Object.keys(makers) as OriginTopic[]).flatMap((topic) =>
    Array.from({ length: partitions[topic] }, (_, partition) => ({
      topic,
      key: host.site,
      value: makers[topic](at, partition),
      headers: { [headers.rekeyed]: '1' },
      partition,
    })),
  );
}

function hexOf(digits: string, length: number): string {
  return digits.padStart(length, '0').slice(-length);
}

/** As they go to the bus. */
export const toRecords = (messages: readonly OutMessage[]) =>
  messages.map((message) => encode(message, SOURCE));
