import { topics } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { detectionDriver } from '../testing/detection-driver.ts';

const MINUTE = 60;
/** Minutes of about fifty lines, then others. */
function count(level: string, ...then: readonly number[]) {
  const t = detectionDriver({
    rules: [{ name: 'many', metric: 'log_lines', threshold: 400, severity: 'high' }],
  });
  const usual = Array.from({ length: 200 }, (_, i) => 50 + ((i * 7) % 11));
  [...usual, ...then].forEach((lines, i) => {
    t.push('log_lines', { level }, [i * MINUTE, lines]);
  });
  const events = t.read(topics.events).filter(({ event_type: type }) => type === 'deviation');
  return { t, events, anomalies: t.read(topics.anomalies) };
}

test('far fewer lines than usual are an anomaly, far more are told of the lines themselves', () => {
  expect(count('info', 1, 1, 1, 1).anomalies).toMatchObject([
    { metric_name: 'log_lines', labels: { level: 'info' }, anomaly_type: 'statistical' },
  ]);
  expect(count('info', 300, 300, 300, 300)).toMatchObject({ anomalies: [], events: [] });
});

test('error lines are left to rules, which see lines of any level', () => {
  expect(count('error', 1, 1, 1, 300, 300, 300).anomalies).toEqual([]);
  for (const level of ['error', 'info'])
    expect(count(level, 500, 500).anomalies).toMatchObject([{ anomaly_type: 'rule', rule: 'many' }]);
});

test('a level without lines is not stale', () => {
  const { t } = count('info');
  for (let i = 200; i < 260; i += 1) t.push('cpu_usage', {}, [i * MINUTE, 20 + (i % 5)]);
  expect(t.read(topics.anomalies)).toEqual([]);
});
