/** Every topic of the fleet. Names may be overridden in `messaging.kafka.topics`; these are the logical ones. */
export const topics = {
  metrics: 'aiops.metrics',
  logs: 'aiops.logs',
  traces: 'aiops.traces',
  events: 'aiops.events',
  anomalies: 'aiops.anomalies',
  rcaResults: 'aiops.rca_results',
  actions: 'aiops.actions',
  /** How far each partition's event time has come, so that what depends on several partitions can wait for all. */
  watermarks: 'aiops.watermarks',
  deadLetters: 'aiops.dlq',
  otlpSpans: 'otlp_spans',
} as const;

export type TopicName = (typeof topics)[keyof typeof topics];

export const topicNames: readonly TopicName[] = Object.values(topics);
