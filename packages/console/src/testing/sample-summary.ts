import type { IncidentSummary } from '../live/api-types.ts';

/** An incident as a list shows it. */
export function sampleSummary(rest: Partial<IncidentSummary> = {}): IncidentSummary {
  return {
    id: 'i1',
    revision: 1,
    status: 'open',
    state: 'open',
    severity: 'high',
    cause: 'tor-r12',
    confidence: 0.9,
    conclusive: true,
    summary: 'tor-r12 lost its uplink',
    domain: 'demo',
    entities: ['tor-r12', 'web-01'],
    anomalies: 3,
    runbooks: [],
    simulated: false,
    merged_into: null,
    started_at: '2026-01-27T12:00:00.000Z',
    ended_at: null,
    updated_at: '2026-01-27T12:01:00.000Z',
    listed_at: '2026-01-27T12:00:00.000Z',
    ...rest,
  };
}
