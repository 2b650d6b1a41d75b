import { describe, expect, test } from 'vitest';
import { upstreamUrls } from './upstream-urls.ts';

const from = Date.UTC(2026, 0, 27, 12);
const span = { from, to: from + 3_600_000 };
const urls = upstreamUrls({
  victoriametrics_url: 'http://reader:secret@vm:8428/select/',
  loki_url: 'http://loki:3100',
  tempo_url: 'http://tempo:3200',
  metrics: { queries: { cpu_usage: 'sum by (instance) (rate(cpu[2m]))' } },
});

/** Path and parameters of a link. */
function parts(link: string | undefined): { place: string } & Record<string, string> {
  const url = new URL(link ?? 'about:blank');
  return { place: url.origin + url.pathname, ...Object.fromEntries(url.searchParams) };
}

describe('a link', () => {
  test('to a series that was polled asks what the poller asked, for its labels alone', () => {
    const labels = { instance: 'web-1.lan:9100', mode: 'a"b' };
    const query = {
      kind: 'metric',
      query: 'by name',
      series: { metric: 'cpu_usage', labels },
      ...span,
    } as const;
    expect(parts(urls(query))).toEqual({
      place: 'http://vm:8428/select/api/v1/query_range',
      query:
        'label_match(label_match(sum by (instance) (rate(cpu[2m])), "instance", "web-1\\\\.lan:9100"), "mode", "a\\"b")',
      start: '2026-01-27T12:00:00.000Z',
      end: '2026-01-27T13:00:00.000Z',
      step: '15',
    });
    expect(urls(query)).not.toContain('secret');
  });

  test('to any other series asks for its name', () => {
    const series = { metric: 'toString', labels: {} };
    expect(parts(urls({ kind: 'metric', query: 'queue{a="b"}', series, ...span }))).toMatchObject({
      query: 'queue{a="b"}',
    });
  });

  test('to lines asks Loki, to traces Tempo, which counts in seconds', () => {
    expect(parts(urls({ kind: 'log', query: '{host="a"} |= "x&y"', ...span }))).toEqual({
      place: 'http://loki:3100/loki/api/v1/query_range',
      query: '{host="a"} |= "x&y"',
      start: '2026-01-27T12:00:00.000Z',
      end: '2026-01-27T13:00:00.000Z',
    });
    expect(parts(urls({ kind: 'trace', query: '{ status = error }', ...span }))).toEqual({
      place: 'http://tempo:3200/api/search',
      q: '{ status = error }',
      start: String(from / 1000),
      end: String(from / 1000 + 3_600),
    });
  });

  test('is not there without an address', () => {
    const none = upstreamUrls({ metrics: { queries: {} } });
    for (const kind of ['metric', 'log', 'trace'] as const)
      expect(none({ kind, query: 'x', ...span })).toBeUndefined();
  });
});
