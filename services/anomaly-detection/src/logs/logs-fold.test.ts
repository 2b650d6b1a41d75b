import { configSchema } from '@aiops/config';
import { createEntityResolver, headers, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { describe, expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';

const resolver = createEntityResolver([]);
/** The beginning of a window. */
const START = 1_700_000_040;
const iso = (seconds: number) => new Date((START + seconds) * 1000).toISOString();

function detection(partitions = 1) {
  const config = configSchema.parse({}).anomaly_detection;
  const driver = testDriver(createAnomalyDetection({ config, resolver: () => resolver }), { partitions });
  const log = (host: string, second: number, log_line: string, level?: string) => {
    const labels = { host };
    const timestamp = `${Math.round((START + second) * 1000)}000000`;
    const { id } = resolver.resolve(labels);
    driver.pipe(
      topics.logs,
      { timestamp, log_line, labels, ...(level === undefined ? {} : { level }) },
      { key: id },
    );
  };
  return { ...driver, log };
}

describe('error lines', () => {
  test('the third within a window opens an anomaly, dated from the first', () => {
    const t = detection();
    t.log('a', 5, 'error 1');
    t.log('a', 6, 'error 2');
    t.log('a', 7, 'all is well');
    expect(t.read(topics.anomalies)).toEqual([]);
    t.log('a', 30, 'error 3');
    expect(t.read(topics.anomalies)).toMatchObject([
      {
        anomaly_type: 'log',
        metric_name: 'error_logs',
        entity_name: 'a',
        severity: 'medium',
        score: 2,
        value: 3,
        started_at: iso(5),
        timestamp: iso(30),
        summary:
          'a logged 3 error lines within 60 s, where error_logs expected at most 2 (nothing was known of it): error 3',
        evidence: [{ title: 'error 1' }, { title: 'error 2' }, { title: 'error 3' }, { query: '{host="a"}' }],
      },
    ]);
  });

  test('lines in two windows are not added up, nor are those of two entities', () => {
    const t = detection();
    t.log('a', 58, 'error 1');
    t.log('a', 59, 'error 2');
    t.log('b', 59, 'error 3');
    t.log('a', 60, 'error 4');
    expect(t.read(topics.anomalies)).toEqual([]);
  });

  test('the same line with the same stamp counts once', () => {
    const t = detection();
    for (let i = 0; i < 10; i += 1) t.log('a', 5, 'error 1');
    t.log('a', 5, 'error 2');
    expect(t.read(topics.anomalies)).toEqual([]);
    t.log('a', 6, 'error 1');
    expect(t.read(topics.anomalies)).toHaveLength(1);
  });

  test('noisy windows in a row are one anomaly; it rises, but never to critical', () => {
    const t = detection();
    for (let second = 0; second < 240; second += 1) t.log('a', second, `error ${second}`);
    const anomalies = t.read(topics.anomalies);
    expect(new Set(anomalies.map(({ anomaly_id }) => anomaly_id)).size).toBe(1);
    expect(anomalies.map(({ severity }) => severity)).toEqual(['medium', 'high']);
  });

  test('it ends when a whole window has passed quietly, told by the watermark of others', () => {
    const t = detection();
    for (let i = 0; i < 3; i += 1) t.log('a', i, `error ${i}`);
    t.log('b', 119, 'hello');
    expect(t.read(topics.anomalies)).toHaveLength(1);
    t.log('b', 120, 'hello');
    expect(t.read(topics.anomalies)).toMatchObject([
      { status: 'resolved', revision: 2, ended_at: iso(60), timestamp: iso(120), entity_name: 'a' },
    ]);
  });

  test('the end survives a restart', () => {
    const t = detection();
    for (let i = 0; i < 3; i += 1) t.log('a', i, `error ${i}`);
    t.restart();
    t.log('b', 120, 'hello');
    expect(t.read(topics.anomalies)).toMatchObject([{ status: 'firing' }, { status: 'resolved' }]);
  });

  test('an entity that has always logged so many is not in trouble, until it logs far more', () => {
    const t = detection();
    for (let window = 0; window < 60; window += 1) {
      for (let i = 0; i < 5; i += 1) t.log('a', 60 * window + i, `error ${window} ${i}`);
    }
    const before = t.read(topics.anomalies);
    expect(before.map(({ status }) => status)).toEqual(['firing', 'resolved']);
    for (let i = 0; i < 50; i += 1) t.log('a', 3600 + i, `error more ${i}`);
    expect(t.read(topics.anomalies)[0]).toMatchObject({ status: 'firing', revision: 1 });
  });

  test('a line older than the window of its entity is left out and told once per run', () => {
    const t = detection();
    t.log('a', 61, 'hello');
    for (let i = 0; i < 3; i += 1) t.log('a', 50 + i, `error ${i}`);
    expect(t.read(topics.anomalies)).toEqual([]);
    expect(t.read(topics.events)).toMatchObject([{ event_type: 'late_data', details: { line: 'error 0' } }]);
  });

  test('a line without a key is published again under its entity', () => {
    const t = detection();
    t.pipe(topics.logs, { timestamp: '1700000000000000000', log_line: 'error', labels: { host: 'a' } });
    expect(t.readMessages(topics.logs)).toMatchObject([
      { key: 'urn:aiops:device:unknown:default:a', headers: { [headers.rekeyed]: '1' } },
    ]);
  });
});

describe('link lines', () => {
  const down = (port: string) => `%LINK-3-UPDOWN: Interface ${port}, changed state to down`;
  const up = (port: string) => `%LINK-3-UPDOWN: Interface ${port}, changed state to up`;

  test('the first line is a critical anomaly at once and carries the line', () => {
    const t = detection();
    t.log('switch-1', 5, down('Gi0/1'), 'info');
    expect(t.read(topics.anomalies)).toMatchObject([
      {
        metric_name: 'link_down',
        severity: 'critical',
        started_at: iso(5),
        summary: `switch-1 reports Gi0/1 down, which link_state expected to be up: ${down('Gi0/1')}`,
        evidence: [{ kind: 'log', title: down('Gi0/1') }, { kind: 'log' }],
      },
    ]);
  });

  test('further links join it, and it ends when the last one is up again', () => {
    const t = detection();
    t.log('switch-1', 5, down('Gi0/1'));
    t.log('switch-1', 6, down('Gi0/2'));
    t.log('switch-1', 100, up('Gi0/1'));
    expect(t.read(topics.anomalies)).toHaveLength(1);
    t.log('switch-1', 130, up('Gi0/2'));
    expect(t.read(topics.anomalies)).toMatchObject([{ status: 'resolved', revision: 2, ended_at: iso(130) }]);
  });

  test('without a line that it is up it is given up after ten quiet windows', () => {
    const t = detection();
    t.log('switch-1', 5, down('Gi0/1'));
    t.log('b', 604, 'hello');
    expect(t.read(topics.anomalies)).toHaveLength(1);
    t.log('b', 605, 'hello');
    expect(t.read(topics.anomalies)).toMatchObject([{ status: 'resolved', ended_at: iso(605) }]);
  });

  test('they are no error lines', () => {
    const t = detection();
    for (let i = 0; i < 5; i += 1) t.log('switch-1', i, down(`Gi0/${i}`), 'error');
    expect(t.read(topics.anomalies).map(({ metric_name }) => metric_name)).toEqual(['link_down']);
  });

  test('a repeated line does not open it again after it ended', () => {
    const t = detection();
    t.log('switch-1', 5, down('Gi0/1'));
    t.log('switch-1', 7, up('Gi0/1'));
    t.log('switch-1', 5, down('Gi0/1'));
    expect(t.read(topics.anomalies)).toHaveLength(2);
  });
});
