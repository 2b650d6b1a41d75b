import { describe, expect, test } from 'vitest';
import { readLogql, traceqlProblem } from './logql.ts';
import { readPromql } from './promql.ts';

/** The names a query reads, in the order in which they stand. */
const metricsOf = (query: string) => readPromql(query).selectors.map(({ metric }) => metric);

describe('the metrics of a query', () => {
  test.each<[string, string[]]>([
    ['up', ['up']],
    ['up == 0 and on (job) scrape_duration_seconds > 1', ['up', 'scrape_duration_seconds']],
    [
      '100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m])))',
      ['node_cpu_seconds_total'],
    ],
    ['sum(rate(a_total[$__rate_interval])) by (x) / ignoring(y) group_left(z) b', ['a_total', 'b']],
    ['histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m] offset 1h)))', ['x_bucket']],
    ['label_replace(up, "host", "$1", "instance", "(.*):.*")', ['up']],
    ['max_over_time(rate(a[5m])[1h:1m]) > bool 3', ['a']],
    [
      'job:errors:rate5m{severity=~"a|b"} unless ALERTS{alertstate="firing"}',
      ['job:errors:rate5m', 'ALERTS'],
    ],
    ['topk(5, x) or vector(0)', ['x']],
    ['a default 0 keep_metric_names', ['a']],
    ['a{instance=~"$instance"} @ end() * 1e3 + inf', ['a']],
  ])('%s', (query, expected) => {
    expect(metricsOf(query)).toEqual(expected);
  });

  test('a name given by a condition', () => {
    expect(readPromql('{__name__="x", a!="b"}').selectors).toEqual([
      { metric: 'x', pattern: undefined, matchers: [{ label: 'a', operator: '!=', value: 'b' }] },
    ]);
    expect(readPromql('{__name__=~"x_.+"}').selectors[0]).toMatchObject({
      metric: undefined,
      pattern: 'x_.+',
    });
  });
});

describe('the labels of a query', () => {
  test('groupings, and labels that the query makes itself', () => {
    const query =
      'sum by (a, b) (x) * on (c) group_left (d) count_values("e", label_replace(y, "f", "", "g", ""))';
    const { groupings, made } = readPromql(query);
    expect(groupings).toEqual(['a', 'b', 'c', 'd']);
    expect([...made].sort()).toEqual(['e', 'f']);
  });

  test.each<[string, string[] | undefined]>([
    ['sum by (a) (x) > 3', ['a']],
    ['sum(x) by (a, b)', ['a', 'b']],
    ['sum(x)', undefined],
    ['sum by (a) (x) / sum by (a) (y)', undefined],
    ['rate(x[5m])', undefined],
  ])('what %s keeps', (query, expected) => {
    expect(readPromql(query).keeps).toEqual(expected);
  });
});

describe('a query that cannot be read', () => {
  test.each([
    ['sum(rate(x[5m])', '"(" is never closed, near "(rate(x[5m])"'],
    ['sum(x))', '")" closes nothing that is open, near ")"'],
    ['x{a="b}', 'a quote is never closed, near ""b}"'],
    ['x{a="b"]', '"]" closes nothing that is open, near "]"'],
    ['x ; y', '";" has no meaning here, near "; y"'],
  ])('%s', (query, problem) => {
    expect(readPromql(query).problem).toBe(problem);
  });

  test('LogQL without a stream, TraceQL without spans', () => {
    expect(readLogql('|= `x`').problem).toContain('selects no stream');
    expect(traceqlProblem('status = error')).toContain('selects no spans');
    expect(traceqlProblem('{ status = error')).toContain('never closed');
  });
});

test('LogQL tells the conditions on its streams', () => {
  const query =
    'sum by (host) (count_over_time({job=~".+", host="a"} |~ `(?i)(error|warn)` | json | x > 3 [5m]))';
  expect(readLogql(query)).toEqual({
    matchers: [
      { label: 'job', operator: '=~', value: '.+' },
      { label: 'host', operator: '=', value: 'a' },
    ],
    problem: undefined,
  });
  expect(
    traceqlProblem('{ .service.name = "a" && span.http.status_code >= 500 } >> { } | count() > 1'),
  ).toBeUndefined();
});
