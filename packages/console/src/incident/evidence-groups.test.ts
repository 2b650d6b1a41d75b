import { expect, test } from 'vitest';
import { sampleAnomaly } from '../testing/sample-incident.ts';
import { evidenceGroups } from './evidence-groups.ts';

const log = (title: string) => ({ kind: 'log', title });

test('lines that differ by addresses and numbers alone become one', () => {
  const { logs } = evidenceGroups([
    sampleAnomaly('web-1', 'error_logs', 0, {
      evidence: [log('connect ETIMEDOUT 10.20.0.5:443 after 3000 ms')],
    }),
    sampleAnomaly('web-2', 'error_logs', 1, {
      evidence: [log('connect ETIMEDOUT 10.20.0.6:443 after 3001 ms')],
    }),
  ]);
  expect(logs).toEqual([
    {
      text: 'connect ETIMEDOUT … after … ms',
      lines: [
        'connect ETIMEDOUT 10.20.0.5:443 after 3000 ms',
        'connect ETIMEDOUT 10.20.0.6:443 after 3001 ms',
      ],
      entities: ['web-1', 'web-2'],
    },
  ]);
});

test('a line that nobody else wrote is shown as it is', () => {
  const { logs } = evidenceGroups([
    sampleAnomaly('a', 'x', 0, { evidence: [log('Ethernet1/49 down'), log('Ethernet1/49 down')] }),
  ]);
  expect(logs.map(({ text, lines }) => [text, lines.length])).toEqual([['Ethernet1/49 down', 1]]);
});

test('traces and queries are leads, each once', () => {
  const evidence = [
    { kind: 'trace', title: 'slow', url: 'http://tempo/1' },
    { kind: 'trace', title: 'Slow spans', query: '{ x }' },
    { kind: 'metric', title: 'cpu', query: 'cpu', url: 'http://vm/1' },
    { kind: 'metric', title: 'cpu', query: 'cpu', url: 'http://vm/1' },
  ];
  const { logs, traces, queries } = evidenceGroups([sampleAnomaly('a', 'x', 0, { evidence })]);
  expect([logs.length, traces.map(({ title }) => title), queries.map(({ title }) => title)]).toEqual([
    0,
    ['slow'],
    ['Slow spans', 'cpu'],
  ]);
});

test('a line of a megabyte is cut, quickly', () => {
  const { logs } = evidenceGroups([sampleAnomaly('a', 'x', 0, { evidence: [log('1.1.'.repeat(250_000))] })]);
  expect(logs[0]?.text.length).toBe(2_000);
});
