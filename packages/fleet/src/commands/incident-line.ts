import type { IncidentSummary } from '@aiops/insights-action';
import { safeText } from '@aiops/insights-action';

/** An incident in one line of text, made harmless for a terminal. */
export function incidentLine(incident: IncidentSummary): string {
  const { id, status, severity, cause, confidence, conclusive, entities, started_at: started } = incident;
  const sure = `${Math.round(confidence * 100)} %${conclusive ? '' : ' ?'}`;
  const who = cause === null ? 'no cause found' : `${safeText(cause, 40)} (${sure})`;
  const others = entities.filter((name) => name !== cause).length;
  const affected = others === 0 ? '' : ` -> ${others} affected`;
  return `${safeText(id, 40)}  ${safeText(started, 24)}  ${safeText(status, 10).padEnd(8)}  ${severity.padEnd(8)}  ${who}${affected}`;
}
