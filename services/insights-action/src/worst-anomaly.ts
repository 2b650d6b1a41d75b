import { type AnomalyMessage, severityRank } from '@aiops/contracts';

/** The most severe of an incident's anomalies; of several, its trigger or else the first. */
export function worstAnomaly(trigger: AnomalyMessage, anomalies: readonly AnomalyMessage[]): AnomalyMessage {
  return anomalies.reduce((a, b) => (severityRank(b.severity) > severityRank(a.severity) ? b : a), trigger);
}
