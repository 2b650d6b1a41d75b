import { type AnomalyMessage, parseTimestamp, type Severity, severityRank } from '@aiops/contracts';
import { deviceOf } from '../../anomaly-facts.ts';
import type { IncidentSummary } from '../views/incident-summary.ts';

interface IncidentQuery {
  readonly state?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly entity?: string | undefined;
  readonly cause?: string | undefined;
  /** Epoch ms. */
  readonly since?: number | undefined;
}

/** Whether an incident is one of those that are asked for; a severity stands for itself and worse. */
export function isAskedIncident(incident: IncidentSummary, query: IncidentQuery): boolean {
  const { state, severity, entity, cause, since } = query;
  return (
    (state === undefined || incident.state === state) &&
    isAtLeast(incident.severity, severity) &&
    (cause === undefined || incident.cause === cause) &&
    (entity === undefined || incident.cause === entity || incident.entities.includes(entity)) &&
    (since === undefined || (parseTimestamp(incident.updated_at) ?? 0) >= since)
  );
}

interface AnomalyQuery {
  readonly entity?: string | undefined;
  readonly metric?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly status?: string | undefined;
}

/** Whether an anomaly is one of those that are asked for. */
export function isAskedAnomaly(anomaly: AnomalyMessage, query: AnomalyQuery): boolean {
  const { entity, metric, severity, status } = query;
  return (
    (entity === undefined || anomaly.entity_id === entity || deviceOf(anomaly) === entity) &&
    (metric === undefined || anomaly.metric_name === metric) &&
    isAtLeast(anomaly.severity, severity) &&
    (status === undefined || (anomaly.status ?? 'firing') === status)
  );
}

function isAtLeast(severity: Severity, least: Severity | undefined): boolean {
  return least === undefined || severityRank(severity) >= severityRank(least);
}
