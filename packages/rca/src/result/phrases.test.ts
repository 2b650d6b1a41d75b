import { describe, expect, test } from 'vitest';
import { findingsOf } from '../ranking/finding.ts';
import { type AnomalySpec, START, sighting } from '../testing/anomaly.ts';
import { node } from '../testing/network.ts';
import { counted, deed, deeds } from './phrases.ts';

const tor = node('switch', 'tor-1');
const server = (n: number) => node('server', `srv-${n}`);
const findings = (...sightings: ReturnType<typeof sighting>[]) => [
  ...findingsOf(sightings, undefined).values(),
];
const did = (...specs: AnomalySpec[]) =>
  deed(findings(...specs.map((spec) => sighting(tor, spec)))[0]!, undefined);

describe('what happened to the cause', () => {
  test('is its direct evidence, with the time of that', () => {
    const line = { anomaly_type: 'log', summary: 'Interface eth49 (uplink to core) is down' } as const;
    expect(did({ metric: 'network_out', score: 9 }, { metric: 'link_down', at: 2, more: line })).toEqual({
      did: 'lost its uplink',
      at: START + 2000,
    });
    expect(did({ metric: 'link_down' }).did).toBe('lost a link');
  });
  test('else its worst anomaly', () => {
    expect(did({ metric: 'cpu_usage', score: 5 }, { metric: 'network_in', score: 3 }).did).toBe(
      'ran short of CPU',
    );
    expect(did({ metric: 'queue_depth' }).did).toBe('showed abnormal queue_depth');
    expect(did({ metric: "$&$'" }).did).toBe("showed abnormal $&$'");
    expect(did({ metric: 'entity/*' }).did).toBe('showed abnormal metrics');
  });
});

describe('what happened to the victims', () => {
  test('is what at least half of them show, what users feel first', () => {
    const victims = findings(
      ...[1, 2, 3].flatMap((n) => [
        sighting(server(n), { metric: 'network_in' }),
        sighting(server(n), { metric: 'error_logs', more: { anomaly_type: 'log' } }),
        sighting(server(n)),
      ]),
      sighting(server(1), { metric: 'http_5xx_errors' }),
    );
    expect(deeds(victims)).toBe('slowed down and logged errors');
  });
  test('is counted by kind, or as devices when the kinds differ', () => {
    expect(counted(findings(sighting(server(1))), undefined)).toBe('1 server');
    expect(counted(findings(sighting(tor), sighting(node('switch', 'tor-2'))), undefined)).toBe('2 switches');
    expect(counted(findings(sighting(tor), sighting(server(1))), undefined)).toBe('2 devices');
  });
});
