import { configSchema } from '@aiops/config';
import { createEntityResolver, type Span, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { describe, expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';
import { spanSignals } from './span-signals.ts';

const resolver = createEntityResolver([]);
/** The beginning of a window. */
const START = 1_700_000_040;
let spans = 0;

function span(fields: Partial<Span> = {}): Span {
  spans += 1;
  return {
    span_id: `s${spans}`,
    parent_span_id: 'p',
    operation: 'GET /',
    service: 'shop',
    start_time: START + 5,
    duration: 0.1,
    kind: 'server',
    ...fields,
  };
}

function detection(partitions = 1) {
  const config = configSchema.parse({}).anomaly_detection;
  const driver = testDriver(createAnomalyDetection({ config, resolver: () => resolver }), { partitions });
  const trace = (partition: number, ...of: Span[]) =>
    driver.pipe(topics.traces, { trace_id: `t${spans}`, spans: of }, { partition });
  return { ...driver, trace };
}

describe('signals of a span', () => {
  test.each([
    [{}, []],
    [{ status: 'error' }, ['trace_errors']],
    [{ status: 'error', kind: 'consumer' }, ['trace_errors']],
    [{ status: 'error', kind: 'client' }, []],
    [{ status: 'error', kind: 'internal' }, []],
    [{ status: 'error', kind: 'client', parent_span_id: null }, ['trace_errors']],
    [{ duration: 1 }, []],
    [{ duration: '1.5' }, ['slow_traces']],
    [{ duration: 2, status: 'error' }, ['trace_errors', 'slow_traces']],
  ] as [Partial<Span>, string[]][])('%j gives %j', (fields, signals) => {
    expect(spanSignals(span(fields), 1000)).toEqual(signals);
  });

  test('a source that knows no kinds is taken at its word', () => {
    const { kind: _, ...without } = span({ status: 'error' });
    expect(spanSignals(without, 1000)).toEqual(['trace_errors']);
  });
});

test('a failed span makes an anomaly that begins and ends with its window', () => {
  const t = detection();
  t.trace(0, span(), span({ status: 'error' }));
  expect(t.read(topics.anomalies)).toMatchObject([
    {
      anomaly_type: 'trace',
      metric_name: 'trace_errors',
      entity_id: 'urn:aiops:service:service:default:shop',
      status: 'firing',
      revision: 1,
      severity: 'medium',
      score: 2,
      started_at: new Date(START * 1000).toISOString(),
      ended_at: new Date((START + 60) * 1000).toISOString(),
      evidence: [{ kind: 'trace', query: '{ resource.service.name =~ "(?i)shop" && status = error }' }],
    },
  ]);
});

test('it is published once per service, signal and window', () => {
  const t = detection();
  for (let second = 0; second < 60; second += 1)
    t.trace(0, span({ status: 'error', start_time: START + second }));
  t.restart();
  t.trace(0, span({ status: 'error' }));
  expect(t.read(topics.anomalies)).toHaveLength(1);
  t.trace(
    0,
    span({ status: 'error', start_time: START + 60 }),
    span({ duration: 3 }),
    span({ status: 'error', service: 'cart' }),
  );
  expect(
    t.read(topics.anomalies).map(({ metric_name, entity_name }) => `${metric_name} ${entity_name}`),
  ).toEqual(['trace_errors shop', 'slow_traces shop', 'trace_errors cart']);
});

test('whichever partition sees it first, the bytes are equal', () => {
  const t = detection(3);
  t.trace(0, span({ status: 'error' }));
  t.trace(
    1,
    span({ status: 'error', service: 'SHOP', start_time: START + 59, duration: 0.7, tags: { a: 'b' } }),
  );
  t.trace(2, span(), span({ status: 'error', operation: 'POST /' }));
  const bytes = t.read(topics.anomalies).map((anomaly) => JSON.stringify(anomaly));
  expect(bytes).toHaveLength(3);
  expect(new Set(bytes).size).toBe(1);
});

test('a name with signs of a pattern matches only itself', () => {
  const t = detection();
  t.trace(0, span({ status: 'error', service: 'a.b+c' }));
  expect(t.read(topics.anomalies)[0]?.evidence?.[0]?.query).toContain('"(?i)a\\\\.b\\\\+c"');
});
