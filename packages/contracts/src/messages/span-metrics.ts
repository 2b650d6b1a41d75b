/**
 * Metric names of the figures that are made of spans, one value per minute. All but the last are series of a service's operation, with
 * labels `service_name` and `operation`; the last is one of a service and who it calls, with labels `service_name` and `peer`.
 */
export const spanMetrics = {
  /** Requests per second. */
  rate: 'span_rate',
  /** Requests that failed, in percent. */
  errorRate: 'span_error_rate',
  /** Quantiles of the time that requests took, in milliseconds. */
  latencyP50: 'span_latency_p50',
  latencyP95: 'span_latency_p95',
  latencyP99: 'span_latency_p99',
  /** The time that the service itself spent on a request, in milliseconds: its duration less that of the spans below it. */
  selfTimeP95: 'span_self_time_p95',
  /** Calls per second from a service to a peer. */
  callRate: 'span_call_rate',
} as const;

/** Length of their windows (ms). A window begins with a minute, ends before the next one and is stamped with its end. */
export const SPAN_WINDOW_MS = 60_000;

/** Operation or peer under which everything is summed up that has no figures of its own. */
export const OTHER_SPANS = 'other';
