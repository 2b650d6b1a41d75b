import {
  type AnomalyMessage,
  contentId,
  parseTimestamp,
  type RcaResult,
  type Severity,
  severityRank,
  typeOf,
} from '@aiops/contracts';
import { deviceOf } from '../anomaly-facts.ts';
import { anomalyKey, distinctAnomalies } from '../distinct-anomalies.ts';
import { revisionOf } from '../pending-deliveries.ts';
import { incidentOf } from '../suggestion.ts';

/** What an incident, or a part of it, is about. */
export interface IncidentSubject {
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly metric: string | undefined;
}

/** What decides who is told of a revision of an incident. */
export interface IncidentFacts {
  readonly incident: string;
  readonly revision: number;
  /** How it ended; undefined while it has not. */
  readonly ended: 'resolved' | 'merged' | undefined;
  /** That of its worst anomaly. */
  readonly severity: Severity;
  readonly domain: string | undefined;
  /** The cause, as long as it is named for certain. */
  readonly cause: string | undefined;
  /** Each of its anomalies, by ids of bounded length. */
  readonly anomalies: readonly string[];
  /** What its anomalies are about. */
  readonly all: readonly IncidentSubject[];
  /** What the cause shows, or that it shows nothing; all anomalies while none is named. */
  readonly blamed: readonly IncidentSubject[];
  /** Until when what is blamed is under announced maintenance, event time; undefined when it is not. */
  readonly maintenanceUntil: number | undefined;
  /** Event time of the revision, epoch ms. */
  readonly at: number;
}

const LONGEST_ID = 64;

/** Reads from a result what decides about telling it. */
export function incidentFacts(result: RcaResult): IncidentFacts {
  const anomalies = distinctAnomalies(result);
  const cause = causeOf(result);
  const all = anomalies.map(subjectOf);
  const blamed = cause === undefined ? all : blamedOf(cause, all);
  return {
    incident: incidentOf(result),
    revision: revisionOf(result),
    ended: result.status === 'resolved' || result.status === 'merged' ? result.status : undefined,
    severity: worst(anomalies, result.trigger_anomaly.severity),
    domain: result.domain,
    cause: cause?.id ?? cause?.name,
    anomalies: anomalies.map(anomalyKey).map(shortId),
    all,
    blamed,
    maintenanceUntil: maintenanceEnd(result, blamed),
    at: parseTimestamp(result.timestamp) ?? 0,
  };
}

/** The severity of the worst of some anomalies, at least the given one. */
export function worst(anomalies: readonly AnomalyMessage[], least: Severity): Severity {
  return anomalies.reduce<Severity>(
    (severity, anomaly) =>
      severityRank(anomaly.severity) > severityRank(severity) ? anomaly.severity : severity,
    least,
  );
}

function causeOf({ root_cause: cause, conclusive }: RcaResult): IncidentSubject | undefined {
  const name = cause.root_cause_device;
  if (name === null || conclusive === false) return undefined;
  const { root_cause_entity_id: entity } = cause;
  const id = typeof entity === 'string' ? entity : undefined;
  return { name, id, type: id === undefined ? undefined : typeOf(id), metric: undefined };
}

function blamedOf(cause: IncidentSubject, all: readonly IncidentSubject[]): readonly IncidentSubject[] {
  const own = all.filter(({ id, name }) => (cause.id === undefined ? name === cause.name : id === cause.id));
  return own.length === 0 ? [cause] : own;
}

function subjectOf(anomaly: AnomalyMessage): IncidentSubject {
  const { entity_id: id, entity_type: type } = anomaly;
  return {
    name: deviceOf(anomaly) ?? undefined,
    id,
    type: type ?? (id === undefined ? undefined : typeOf(id)),
    metric: anomaly.metric_name,
  };
}

/** The first end of the maintenance of all that is blamed; undefined when a part of it is under none. */
function maintenanceEnd({ maintenance }: RcaResult, blamed: readonly IncidentSubject[]): number | undefined {
  if (maintenance === undefined || blamed.length === 0) return undefined;
  const ends = blamed.map(({ id, name }) =>
    maintenance.find((entry) => (id === undefined ? entry.device === name : entry.entity_id === id)),
  );
  const times = ends.flatMap((entry) => (entry === undefined ? [] : (parseTimestamp(entry.until) ?? [])));
  return times.length === ends.length ? Math.min(...times) : undefined;
}

function shortId(id: string): string {
  return id.length <= LONGEST_ID ? id : contentId(id);
}
