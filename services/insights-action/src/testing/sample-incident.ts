import type { AnomalyMessage, RcaResult } from '@aiops/contracts';

/** Seconds after noon, as a stamp. */
const stamp = (seconds: number) => new Date(Date.UTC(2026, 0, 27, 12, 0, seconds)).toISOString();

export function sampleAnomaly(
  device: string,
  type: string,
  metric: string,
  at: number,
  rest: Partial<AnomalyMessage> = {},
): AnomalyMessage {
  return {
    anomaly_id: `${device}/${metric}`,
    revision: 1,
    status: 'firing',
    timestamp: stamp(at),
    started_at: stamp(at),
    anomaly_type: 'statistical',
    metric_name: metric,
    labels: { instance: device },
    score: 4,
    severity: 'high',
    reason: 'above the expected range',
    summary: `${metric} of ${device} is unusual`,
    entity_id: `urn:aiops:device:${type}:lab:${device}`,
    entity_type: type,
    entity_name: device,
    ...rest,
  };
}

const linkDown = sampleAnomaly('rack-sw-1', 'switch', 'link_down', 1, {
  anomaly_type: 'log',
  severity: 'critical',
  summary: 'rack-sw-1 reports Ethernet1/49 down',
  evidence: [
    {
      kind: 'log',
      title: '%LINK-3-UPDOWN: Interface Ethernet1/49 (uplink to core-sw-1), changed state to down',
    },
    { kind: 'log', title: 'Lines of rack-sw-1', query: '{host="rack-sw-1"}' },
  ],
});
const traffic = sampleAnomaly('rack-sw-1', 'switch', 'network_out', 0, {
  value: 200_512,
  expected: { lower: 3.71e8, mid: 4.2e8, upper: 4.69e8 },
});
const slow = (device: string, at: number) =>
  sampleAnomaly(device, 'server', 'response_time', at, {
    value: 2_913,
    expected: { lower: 30.6, mid: 42, upper: 53.4 },
  });
const errors = sampleAnomaly('server-1', 'server', 'error_logs', 31, {
  anomaly_type: 'log',
  severity: 'medium',
  value: 4,
  evidence: [
    { kind: 'log', title: 'upstream request failed: connect ETIMEDOUT 10.20.0.5:443 after 3000 ms' },
    { kind: 'log', title: 'upstream request failed: connect ETIMEDOUT 10.20.0.5:443 after 3001 ms' },
  ],
});

/** The incident's first revision, with whatever a test wants to be different. */
export function sampleIncident(
  rest: Partial<RcaResult> = {},
  cause: Partial<RcaResult['root_cause']> = {},
): RcaResult {
  return {
    incident_id: '3f1c0a9b7e5d2c4f6a8b0d1e',
    revision: 1,
    status: 'open',
    domain: 'lab',
    timestamp: stamp(61),
    started_at: stamp(0),
    trigger_anomaly: traffic,
    correlated_anomalies: [linkDown, slow('server-1', 20), slow('server-2', 20), errors].map((event) => ({
      event,
      score: 0.9,
      time_diff: 0,
    })),
    propagation_source: 'rack-sw-1',
    root_cause: {
      root_cause_device: 'rack-sw-1',
      root_cause_anomaly: linkDown,
      confidence: 0.874,
      path_score: 1,
      propagation_path: [
        { device: 'rack-sw-1', at: stamp(0) },
        { device: 'server-1', at: stamp(20), via: 'rack-sw-1' },
        { device: 'server-2', at: stamp(20), via: 'rack-sw-1' },
      ],
      explanation: 'rack-sw-1 failed first and both servers depend on it.',
      candidates: [
        {
          device: 'rack-sw-1',
          confidence: 0.874,
          score: 0.946445,
          terms: [
            { name: 'severity', value: 1, weight: 0.35, why: 'worst score 8.2 on 2 distinct series' },
            {
              name: 'explains',
              value: 0.6667,
              weight: 0.45,
              why: '2 anomalous entities depend on it: server-1, server-2',
            },
            { name: 'explained_by', value: 0, weight: -0.45, why: 'no dependency of it failed before it' },
            { name: 'direct_evidence', value: 1, weight: 0.2, why: 'rack-sw-1 reports Ethernet1/49 down' },
            {
              name: 'onset',
              value: 1,
              weight: 0.05,
              why: '2 of 2 anomalous entities it is tied to began after it',
            },
            { name: 'centrality', value: 0.9286, weight: 0.05, why: '610 entities depend directly on it' },
          ],
          evidence: [],
          against: [],
        },
        {
          device: 'server-1',
          confidence: 0.021,
          score: 0.0625,
          terms: [
            { name: 'severity', value: 0.95, weight: 0.35, why: 'worst score 5.1 on 2 distinct series' },
            { name: 'explains', value: 0, weight: 0.45, why: 'nothing anomalous depends on it' },
            {
              name: 'explained_by',
              value: 0.6,
              weight: -0.45,
              why: 'it depends on rack-sw-1, which failed 20 s earlier',
            },
          ],
          evidence: [],
          against: ['rack-sw-1 began 20 s earlier and server-1 depends on it'],
        },
      ],
      method: 'dependency ranking',
      ...cause,
    },
    rca_summary:
      'rack-sw-1 lost its uplink Ethernet1/49; server-1 and server-2 behind it slowed down and logged errors.',
    topology: { status: 'ok', version: 'a1b2', coverage: 1 },
    conclusive: true,
    ...rest,
  };
}
