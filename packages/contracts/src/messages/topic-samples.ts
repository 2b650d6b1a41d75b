import type { SchemaTopic } from './topic-schemas.ts';

const anomaly = {
  timestamp: '2026-01-27T12:00:00',
  anomaly_type: 'rule',
  rule: 'cpu_high',
  metric_name: 'cpu_usage',
  labels: { instance: 'test-server' },
  score: 2.4,
  severity: 'high',
  reason: 'cpu_usage stayed above 90 for 300 s',
  summary: 'CPU of test-server is above 90 %',
};

/** One message of each topic, with the fields that a person would type and no others. */
export const samples: Readonly<Record<SchemaTopic, object>> = {
  'aiops.metrics': {
    metric_name: 'cpu_usage',
    labels: { instance: 'test-server', core: 3 },
    values: [
      [1234567890, 95.0],
      ['1234568190.5', '96'],
    ],
    timestamp: '2026-01-27T12:00:00',
  },
  'aiops.logs': {
    timestamp: '1769515200123456789',
    log_line: 'ERROR disk failure on /dev/sda',
    labels: { host: 'test-server', job: 'varlogs' },
    source: 'loki',
    collected_at: '2026-01-27T12:00:01',
  },
  'aiops.traces': {
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    spans: [
      {
        span_id: '00f067aa0ba902b7',
        parent_span_id: null,
        operation: 'index-request',
        service: 'hello-app',
        start_time: 1769515200.123,
        duration: 0.012,
        tags: { 'http.response.status_code': 200, error: false },
      },
    ],
    total_duration: '0.012',
    span_count: 1,
    source: 'tempo',
    collected_at: '2026-01-27T12:00:01',
  },
  'aiops.events': {
    timestamp: 1769515200,
    event_type: 'deployment',
    severity: 'info',
    summary: 'hello-app 1.4.0',
    details: { version: '1.4.0' },
  },
  'aiops.anomalies': anomaly,
  'aiops.rca_results': {
    timestamp: '2026-01-27T12:05:00Z',
    trigger_anomaly: anomaly,
    correlated_anomalies: [{ event: anomaly, score: 0.8, time_diff: -12.5 }],
    propagation_source: 'core-sw',
    root_cause: {
      root_cause_device: 'core-sw',
      root_cause_anomaly: null,
      confidence: 0.9,
      path_score: 1.2,
      propagation_path: [{ device: 'core-sw' }, { device: 'test-server' }],
      explanation: 'everything behind core-sw fails at once',
      candidates: [
        {
          device: 'core-sw',
          confidence: 0.9,
          score: 0.7,
          terms: [{ name: 'reach', value: 0.7, weight: 1, why: 'it lies before all of them' }],
          evidence: [{ kind: 'metric', title: 'uplink down' }],
          against: [],
        },
      ],
      method: 'weighted',
    },
    rca_summary: 'core-sw lost its uplink',
  },
  'aiops.actions': {
    timestamp: '2026-01-27T12:06:00Z',
    action: 'runbook_suggested',
    runbook: 'cpu_high',
    result: { runbook: 'cpu_high', status: 'suggested', steps: [{ step: 'top', status: 'pending' }] },
    device: 'test-server',
    metric: 'cpu_usage',
  },
  'aiops.watermarks': {
    origin: 'aiops.metrics/0',
    timestamp: '2026-01-27T12:00:00Z',
    domains: { default: { watermark: '2026-01-27T12:00:00Z', emitted: 0 } },
  },
  otlp_spans: { resourceSpans: [] },
};
