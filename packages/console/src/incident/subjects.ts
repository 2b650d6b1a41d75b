import type { Anomaly, Incident, Result } from '../live/api-types.ts';
import { entityKey, nameOf, onsetOf } from './anomaly-facts.ts';

/** Something anomalous, with what is anomalous about it, the first first. */
export interface Subject {
  readonly key: string;
  readonly name: string;
  readonly type: string | undefined;
  readonly isCause: boolean;
  readonly anomalies: readonly Anomaly[];
  /** Epoch ms at which it became so, as well as that is known. */
  readonly onset: number;
}

type Severity = Incident['incident']['severity'];
const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

/** The anomalies of an incident, each once and in its newest revision, in the order in which they began. */
export function anomaliesOf({
  trigger_anomaly: trigger,
  correlated_anomalies: others,
  root_cause: cause,
}: Result): Anomaly[] {
  const kept = new Map<string, Anomaly>();
  const all = [
    trigger,
    ...others.map(({ event }) => event),
    ...(cause.root_cause_anomaly === null ? [] : [cause.root_cause_anomaly]),
  ];
  for (const anomaly of all) {
    const id =
      anomaly.anomaly_id ?? JSON.stringify([entityKey(anomaly), anomaly.metric_name, anomaly.timestamp]);
    const known = kept.get(id);
    if (known === undefined || (known.revision ?? 1) < (anomaly.revision ?? 1)) kept.set(id, anomaly);
  }
  return [...kept.values()].sort((a, b) => onsetOf(a) - onsetOf(b) || compare(nameOf(a), nameOf(b)));
}

/**
 * What is anomalous in an incident, in the order in which it became so. Failed and slow requests are told by the minute: they begin where
 * their minute does, which may be long before the first of them, so that they say when only where nothing else does.
 */
export function subjectsOf(result: Result): Subject[] {
  const byKey = new Map<string, Anomaly[]>();
  for (const anomaly of anomaliesOf(result)) {
    const key = entityKey(anomaly);
    byKey.set(key, [...(byKey.get(key) ?? []), anomaly]);
  }
  const subjects = [...byKey].map(([key, anomalies]) => {
    const [first] = anomalies as [Anomaly];
    return {
      key,
      name: nameOf(first),
      type: first.entity_type,
      isCause: isCause(result, first),
      anomalies,
      onset: onsetOf(anomalies.find(({ anomaly_type: type }) => type !== 'trace') ?? first),
    };
  });
  return subjects.sort((a, b) => a.onset - b.onset);
}

/** The worst severity among anomalies. */
export function worstOf(anomalies: readonly Anomaly[]): Severity {
  const worst = Math.max(0, ...anomalies.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return SEVERITIES[worst] ?? 'low';
}

function isCause({ root_cause: { root_cause_device: name, candidates } }: Result, anomaly: Anomaly): boolean {
  if (name === null) return false;
  const id = candidates.find(({ device }) => device === name)?.entity_id;
  return id === undefined || anomaly.entity_id === undefined
    ? nameOf(anomaly) === name
    : anomaly.entity_id === id;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
