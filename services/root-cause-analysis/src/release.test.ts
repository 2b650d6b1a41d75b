import { entityUrn, headers as names } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { describe, expect, test } from 'vitest';
import { createRootCauseAnalysis } from './service.ts';
import { anomaly, record, START } from './testing/recording.ts';
import { config, driver, pipeAll, rack1, rack2, told, topology, tor1 } from './testing/scenario.ts';

describe('who holds the order back', () => {
  const pair = () => [
    anomaly(tor1, { metric: 'link_down', at: 0 }),
    anomaly(rack1[0]!, { metric: 'response_time', at: 5 }),
  ];
  test('an expected origin that has said nothing does, until it has been idle for long enough', () => {
    const target = driver();
    pipeAll(
      target,
      record('aiops.metrics/0', [
        [tor1, { metric: 'link_down', at: 0 }],
        [rack1[0]!, { metric: 'response_time', at: 5 }],
        { watermark: 100 },
      ]),
    );
    target.tick(1_000);
    target.tick(60_999);
    expect(target.read('aiops.rca_results')).toEqual([]);
    target.tick(61_000);
    expect(told(target.read('aiops.rca_results'))).toEqual(['open tor-1']);
  });
  test('after a restart everybody has the idle time again', () => {
    const target = driver();
    const held = record('aiops.metrics/0', [
      [tor1, { metric: 'link_down', at: 0 }],
      [rack1[0]!, { metric: 'response_time', at: 5 }],
    ]);
    pipeAll(target, held);
    target.tick(1_000);
    target.restart();
    target.tick(61_000);
    expect(target.read('aiops.rca_results')).toEqual([]);
    target.tick(121_000);
    expect(told(target.read('aiops.rca_results'))).toEqual(['open tor-1']);
  });
  test('idleness opens incidents but does not end them', () => {
    const target = driver();
    const log = { anomaly_type: 'log' } as const;
    const held = record('aiops.metrics/0', [
      [tor1, { metric: 'link_down', at: 0, more: log }],
      [rack1[0]!, { metric: 'error_lines', at: 5, more: log }],
    ]);
    pipeAll(target, held);
    for (let now = 0; now < 3_600_000; now += 30_000) target.tick(now);
    expect(told(target.read('aiops.rca_results'))).toEqual(['open tor-1']);
  });
  test('nobody holds back what a person typed when no origin is expected', () => {
    const target = driver({ origins: [] });
    for (const typed of pair()) target.pipe('aiops.anomalies', typed);
    expect(told(target.read('aiops.rca_results'))).toEqual(['open tor-1']);
  });
  test('what a person typed needs neither ids nor an entity, and counts once however often it is sent', () => {
    const target = driver({ origins: [] });
    for (const typed of [...pair(), ...pair()]) {
      const { anomaly_id: _, revision: __, entity_id: ___, entity_name, ...rest } = typed;
      target.pipe('aiops.anomalies', { ...rest, labels: { host: entity_name ?? '' } });
    }
    const results = target.read('aiops.rca_results');
    expect(told(results)).toEqual(['open tor-1']);
    expect(results[0]!.correlated_anomalies).toHaveLength(1);
  });
  test('a stamp from a clock far ahead stops nothing', () => {
    const target = driver({ origins: ['aiops.metrics/0'] });
    const future = anomaly(rack2[0]!, { metric: 'cpu_usage', at: 10 * 365 * 86_400 });
    target.pipe('aiops.anomalies', future, { recordedAt: START });
    pipeAll(
      target,
      record('aiops.metrics/0', [
        [tor1, { metric: 'link_down', at: 0 }],
        [rack1[0]!, { metric: 'response_time', at: 5 }],
        { watermark: 100 },
      ]),
    );
    expect(told(target.read('aiops.rca_results'))).toEqual(['open tor-1']);
  });
});

test('an anomaly on the wrong partition is sent to that of its domain, once', () => {
  const service = createRootCauseAnalysis({
    config,
    topology: () => ({ topology, status: 'ok' }),
    origins: [],
  });
  const target = testDriver(service, { partitions: 8 });
  const about = { ...tor1, id: entityUrn('device', 'switch', 'berlin', 'tor-1') };
  const typed = anomaly(about, { metric: 'link_down', at: 0 });
  for (let partition = 0; partition < 8; partition++) target.pipe('aiops.anomalies', typed, { partition });
  const sent = target.readMessages('aiops.anomalies');
  expect(sent).toHaveLength(7);
  expect(sent[0]).toMatchObject({ key: 'berlin', headers: { [names.rekeyed]: '1' } });
});
