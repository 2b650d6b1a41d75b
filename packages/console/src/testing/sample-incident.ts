import type { Anomaly, Incident, Result } from '../live/api-types.ts';
import { sampleSummary } from './sample-summary.ts';

/** Seconds after noon, as a stamp. */
export const stamp = (seconds: number) => new Date(Date.UTC(2026, 0, 27, 12, 0, seconds)).toISOString();

/** An anomaly that began so many seconds after noon. */
export function sampleAnomaly(
  name: string,
  metric: string,
  at: number,
  rest: Partial<Anomaly> = {},
): Anomaly {
  return {
    anomaly_id: `${name}/${metric}`,
    revision: 1,
    status: 'firing',
    timestamp: stamp(at),
    started_at: stamp(at),
    anomaly_type: 'statistical',
    metric_name: metric,
    score: 3,
    severity: 'high',
    reason: 'above the expected range',
    summary: `${metric} of ${name} is unusual`,
    entity_id: `urn:${name}`,
    entity_type: name.startsWith('tor') ? 'switch' : 'server',
    entity_name: name,
    ...rest,
  };
}

/** A switch that took two servers with it. */
export function sampleResult(rest: Partial<Result> = {}, cause: Partial<Result['root_cause']> = {}): Result {
  const linkDown = sampleAnomaly('tor-1', 'link_down', 1, { severity: 'critical' });
  const events = [
    linkDown,
    sampleAnomaly('web-2', 'response_time', 20),
    sampleAnomaly('web-1', 'response_time', 10),
  ];
  return {
    incident_id: 'i1',
    revision: 1,
    status: 'open',
    domain: 'lab',
    timestamp: stamp(60),
    trigger_anomaly: sampleAnomaly('tor-1', 'network_out', 0),
    correlated_anomalies: events.map((event) => ({ event, score: 1, time_diff: 0 })),
    propagation_source: 'tor-1',
    root_cause: {
      root_cause_device: 'tor-1',
      root_cause_anomaly: linkDown,
      confidence: 0.9,
      path_score: 1,
      propagation_path: [
        { device: 'tor-1', at: stamp(0) },
        { device: 'web-1', at: stamp(10), via: 'tor-1' },
        { device: 'web-2', at: stamp(20), via: 'tor-1' },
      ],
      explanation: 'tor-1 failed first.',
      candidates: [
        {
          device: 'tor-1',
          entity_id: 'urn:tor-1',
          confidence: 0.9,
          score: 0.4,
          terms: [
            { name: 'onset', value: 1, weight: 0.05, why: 'began first' },
            { name: 'explains', value: 1, weight: 0.45, why: 'two depend on it' },
            { name: 'explained_by', value: 0, weight: -0.45, why: 'nothing before it' },
            { name: 'silent', value: 0.5, weight: -0.2, why: 'half of it is well' },
          ],
          evidence: [],
          against: [],
        },
        {
          device: 'web-1',
          confidence: 0.1,
          score: 0,
          terms: [],
          evidence: [],
          against: ['tor-1 failed 10 s earlier'],
        },
      ],
      method: 'test',
      ...cause,
    },
    rca_summary: 'tor-1 lost its uplink',
    topology: { status: 'ok', coverage: 1 },
    conclusive: true,
    ...rest,
  };
}

/** The same as the API answers it. */
export function sampleIncident(result: Partial<Result> = {}): Incident {
  const incident = sampleSummary({ cause: 'tor-1', entities: ['tor-1', 'web-1', 'web-2'], anomalies: 4 });
  return { incident, result: sampleResult(result), recorded_at: stamp(61) };
}
