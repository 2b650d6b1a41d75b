/** Names of the record headers that we read and write. The `ce_` ones are CloudEvents 1.0 in binary mode. */
export const headers = {
  contentType: 'content-type',
  ceSpecVersion: 'ce_specversion',
  ceId: 'ce_id',
  ceSource: 'ce_source',
  ceType: 'ce_type',
  ceTime: 'ce_time',
  ceSubject: 'ce_subject',
  traceparent: 'traceparent',
  /** "1" on a message that was published again under its entity's key. */
  rekeyed: 'aiops-rekeyed',
  /** Input `topic/partition` that an anomaly came from, its number there, and the input's event time then (ms). */
  origin: 'aiops-origin',
  originSeq: 'aiops-origin-seq',
  originWatermark: 'aiops-origin-watermark',
  dlqTopic: 'aiops-dlq-topic',
  dlqPartition: 'aiops-dlq-partition',
  dlqOffset: 'aiops-dlq-offset',
  dlqService: 'aiops-dlq-service',
  dlqReason: 'aiops-dlq-reason',
  dlqError: 'aiops-dlq-error',
} as const;

export type Headers = Readonly<Record<string, string>>;
