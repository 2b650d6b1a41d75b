/** Series that insights-action writes of incidents, for dashboards. They never enter `aiops.metrics`. */
export const incidentSeries = {
  open: 'aiops_incident_open',
  confidence: 'aiops_incident_confidence',
  affected: 'aiops_incident_affected_entities',
  candidateScore: 'aiops_incident_candidate_score',
  candidateConfidence: 'aiops_incident_candidate_confidence',
  node: 'aiops_incident_node',
  edge: 'aiops_incident_edge',
} as const;

/** What each of them is labelled with. Candidates have `device` and `rank` too; node and edge what Grafana's node graph asks for. */
export const incidentLabels = ['incident_id', 'severity', 'domain', 'cause'] as const;

/** Series that anomaly-detection writes of what it scores, with the labels of the source, `for` (its metric) and `entity`. */
export const scoreSeries = {
  score: 'aiops_anomaly_score',
  value: 'aiops_y',
  mid: 'aiops_yhat',
  lower: 'aiops_yhat_lower',
  upper: 'aiops_yhat_upper',
} as const;
