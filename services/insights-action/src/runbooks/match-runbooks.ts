import {
  type AnomalyMessage,
  type RcaResult,
  type Runbook,
  type Severity,
  severityRank,
} from '@aiops/contracts';

/** What of an anomaly decides whether a runbook applies to it. */
export type RunbookSubject = {
  readonly [K in 'metric_name' | 'severity' | 'labels' | 'value' | 'entity_type' | 'entity_id']?:
    | AnomalyMessage[K]
    | undefined;
};

/** A runbook that applies to an incident. */
export interface RunbookMatch {
  readonly runbook: Runbook;
  /** The anomaly that it was matched on: of several, the first in the incident. */
  readonly anomaly: AnomalyMessage;
  /** Whether that anomaly is the cause or one of its effects. */
  readonly on: 'cause' | 'effect';
}

/**
 * The runbooks for an incident, best first: those for the cause before those for an effect, then the more specific, then
 * by name. While no cause is known, all anomalies count as effects.
 */
export function matchRunbooks(runbooks: readonly Runbook[], result: RcaResult): RunbookMatch[] {
  // A series that fell silent says nothing about its value, so it is no reason to treat one as too high.
  const speaks = (anomaly: AnomalyMessage) => anomaly.anomaly_type !== 'staleness';
  const { root_cause_anomaly: named } = result.root_cause;
  const cause = named !== null && speaks(named) ? named : null;
  const effects = [result.trigger_anomaly, ...result.correlated_anomalies.map(({ event }) => event)].filter(
    speaks,
  );
  const matches: RunbookMatch[] = [];
  for (const runbook of runbooks) {
    if (cause !== null && appliesTo(runbook, cause, named))
      matches.push({ runbook, anomaly: cause, on: 'cause' });
    else {
      const anomaly = effects.find((effect) => appliesTo(runbook, effect, named));
      if (anomaly !== undefined) matches.push({ runbook, anomaly, on: 'effect' });
    }
  }
  return matches.sort(
    (a, b) =>
      Number(a.on === 'effect') - Number(b.on === 'effect') ||
      specificity(b.runbook) - specificity(a.runbook) ||
      (a.runbook.name < b.runbook.name ? -1 : 1),
  );
}

/**
 * Whether all conditions of a runbook hold for an anomaly and, where it names a cause, for the anomaly of the root cause. One severity
 * means at least that one, a list means one of them.
 */
export function appliesTo(
  runbook: Runbook,
  anomaly: RunbookSubject,
  cause: RunbookSubject | null = null,
): boolean {
  const { metric_name: metrics, severity, entity_type: types, labels, value } = runbook.conditions;
  return (
    causedBy(runbook.conditions.cause, cause) &&
    oneOf(metrics, anomaly.metric_name) &&
    severe(severity, anomaly.severity) &&
    within(value, anomaly.value) &&
    oneOf(types, typeOf(anomaly)) &&
    Object.entries(labels ?? {}).every(([name, value]) => String(anomaly.labels?.[name] ?? '') === value)
  );
}

/** How many conditions a runbook names; a list of metrics or types says less than a single one. */
function specificity(runbook: Runbook): number {
  const { metric_name: metrics, severity, entity_type: types, labels, value, cause } = runbook.conditions;
  const weigh = (condition: unknown) => (condition === undefined ? 0 : Array.isArray(condition) ? 2 : 3);
  return (
    weigh(metrics) +
    weigh(severity) +
    weigh(types) +
    weigh(value) +
    weigh(cause?.metric_name) +
    weigh(cause?.entity_type) +
    3 * Object.keys(labels ?? {}).length
  );
}

function causedBy(condition: Runbook['conditions']['cause'], cause: RunbookSubject | null): boolean {
  if (condition === undefined) return true;
  if (cause === null) return false;
  return oneOf(condition.metric_name, cause.metric_name) && oneOf(condition.entity_type, typeOf(cause));
}

function oneOf(condition: string | readonly string[] | undefined, value: string | undefined): boolean {
  if (condition === undefined) return true;
  return value !== undefined && [condition].flat().includes(value);
}

function severe(condition: Severity | readonly Severity[] | undefined, value: Severity | undefined): boolean {
  if (condition === undefined) return true;
  if (value === undefined) return false;
  return typeof condition === 'string'
    ? severityRank(value) >= severityRank(condition)
    : condition.includes(value);
}

/** An anomaly without a value, such as a burst of log lines, meets no bounds. */
function within(bounds: Runbook['conditions']['value'], value: number | undefined): boolean {
  if (bounds === undefined) return true;
  if (value === undefined) return false;
  return (
    value > (bounds.above ?? Number.NEGATIVE_INFINITY) && value < (bounds.below ?? Number.POSITIVE_INFINITY)
  );
}

/** The entity's type: said outright, or as part of its id. */
function typeOf(anomaly: RunbookSubject): string | undefined {
  return anomaly.entity_type ?? /^urn:aiops:[^:]*:([^:]+):/.exec(anomaly.entity_id ?? '')?.[1];
}
