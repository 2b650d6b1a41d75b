import { describe, expect, test } from 'vitest';
import { startedLine, statusLine } from './testbed-rows.ts';

const row = {
  name: 'loki',
  status: 'up',
  summary: '',
  address: 'http://127.0.0.1:3100',
  pids: [4711],
  ports: { http: 3100 },
  folder: '/data/loki',
} as const;
const columns = (line: string) => line.split(/ {2,}/);

describe('a server in the list', () => {
  test('that was brought up shows address, pid and seconds', () => {
    const line = startedLine({ ...row, seconds: 3.2, already: false });
    expect(columns(line)).toEqual(['loki', 'http://127.0.0.1:3100', 'pid 4711', 'ready in 3.2 s']);
    expect(columns(startedLine({ ...row, seconds: 0, already: true })).at(-1)).toBe('was up');
  });

  test('shows how it is, and of a dead one where its log is', () => {
    expect(columns(statusLine(row))).toEqual(['loki', 'up', 'http://127.0.0.1:3100', 'pid 4711']);
    expect(columns(statusLine({ ...row, status: 'dead', pids: [] })).at(-1)).toBe('its log is in /data/loki');
    expect(columns(statusLine({ ...row, status: 'down', pids: [] }))).toEqual([
      'loki',
      'down',
      'http://127.0.0.1:3100',
    ]);
  });

  test('has its columns where the others have theirs', () => {
    const lines = [
      statusLine(row),
      statusLine({ ...row, name: 'otel-collector', status: 'dead', address: 'x' }),
    ];
    expect(new Set(lines.map((line) => line.search(/pid|its log/)))).toHaveProperty('size', 1);
  });
});
