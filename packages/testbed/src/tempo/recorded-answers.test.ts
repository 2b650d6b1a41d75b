import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { traceIdOf } from '../testing/sample-traces.ts';
import { sampleRange, TempoClient } from '../testing/tempo-client.ts';

const stringValue = (key: string, value: string) => ({ key, value: { stringValue: value } });
const plain = 'text/plain; charset=utf-8';

let tempo: TempoClient;
beforeEach(async () => {
  tempo = await TempoClient.start();
});
afterEach(() => tempo.close());

/**
 * What a Tempo 2.10.8 answered that held the sample traces: the stand-in is checked against those facts, so that what is built on it
 * works on the real one.
 */
describe('the stand-in answers like the recorded Tempo', () => {
  beforeEach(() => tempo.pushSamples());

  test.each([
    ['/ready', {}, 200, plain, 'ready\n'],
    ['/api/echo', {}, 200, plain, 'echo\n'],
    ['/api/traces/ffffffffffffffffffffffffffffffff', {}, 404, null, ''],
    [
      '/api/traces/zz',
      {},
      400,
      plain,
      "trace IDs can only contain hex characters: invalid character 'z' at position 1",
    ],
    [
      '/api/search',
      { ...sampleRange, q: '{ resource.service.name = ' },
      400,
      plain,
      'invalid TraceQL query: parse error at line 1, col 27: syntax error: unexpected $end',
    ],
    [
      '/api/metrics/query_range',
      { ...sampleRange, step: '10s', q: '{ resource.service.name = "hello-app" } | rate()' },
      500,
      plain,
      expect.stringMatching(/^error querying generators .* desc = localblocks processor not found\n$/),
    ],
  ])('%s %j is %i %s %j', async (path, params, status, type, text) => {
    expect(await tempo.get(path, params as Record<string, string>)).toMatchObject({ status, type, text });
  });

  test('/api/status/buildinfo has these fields, all text', async () => {
    expect(await tempo.json('/api/status/buildinfo')).toEqual(
      Object.fromEntries(
        ['branch', 'buildDate', 'buildUser', 'goVersion', 'revision', 'version'].map((key) => [
          key,
          expect.any(String),
        ]),
      ),
    );
  });

  const service = (name: string) => [stringValue('service.name', name)];
  const requestSpan = (index: number) => ({
    spanID: '0000000000000001',
    startTimeUnixNano: `${1795362893 + index}639830492`,
    durationNanos: `${[100, 300, 500][index]}000000`,
  });
  const callSpan = (index: number) => ({
    spanID: '0000000000000002',
    startTimeUnixNano: `${1795362893 + index}644830492`,
    durationNanos: '75000000',
  });
  const querySpan = (index: number) => ({
    spanID: '0000000000000003',
    startTimeUnixNano: `${1795362893 + index}649830492`,
    durationNanos: '50000000',
  });
  const entry = (index: number) => ({
    traceID: `abc00${index}`,
    rootServiceName: 'hello-app',
    rootTraceName: 'index-request',
    startTimeUnixNano: `${1795362893 + index}639830492`,
    durationMs: [100, 300, 500][index],
  });
  const found = (index: number, spanSet: object) => ({
    ...entry(index),
    serviceStats: {
      db: { spanCount: 1 },
      'hello-app': index === 1 ? { spanCount: 2, errorCount: 1 } : { spanCount: 2 },
    },
    spanSet,
    spanSets: [spanSet],
  });
  const twoSpans = (index: number) => ({
    matched: 2,
    spans: [
      { ...requestSpan(index), attributes: service('hello-app') },
      { ...callSpan(index), attributes: service('hello-app') },
    ],
  });
  const latestFirst = [2, 1, 0];

  test.each<[string, object[]]>([
    ['{ resource.service.name = "hello-app" }', latestFirst.map((index) => found(index, twoSpans(index)))],
    [
      '{ status = error }',
      [
        found(1, {
          matched: 1,
          spans: [{ ...requestSpan(1), attributes: [stringValue('status', 'error')] }],
        }),
      ],
    ],
    [
      '{ name = "index-request" && duration > 250ms }',
      [2, 1].map((index) =>
        found(index, { matched: 1, spans: [{ ...requestSpan(index), name: 'index-request' }] }),
      ),
    ],
    [
      '{ span.http.status_code >= 500 } | select(span.http.method)',
      [
        found(1, {
          matched: 1,
          spans: [
            {
              ...requestSpan(1),
              attributes: [
                { key: 'http.status_code', value: { intValue: '500' } },
                stringValue('http.method', 'GET'),
              ],
            },
          ],
        }),
      ],
    ],
    [
      '{ resource.service.name = "hello-app" } | count() > 1',
      latestFirst.map((index) =>
        found(index, { ...twoSpans(index), attributes: [{ key: 'count()', value: { intValue: '2' } }] }),
      ),
    ],
    [
      '{ resource.service.name = "hello-app" } >> { resource.service.name = "db" }',
      latestFirst.map((index) =>
        found(index, { matched: 1, spans: [{ ...querySpan(index), attributes: service('db') }] }),
      ),
    ],
    ['{ resource.service.name = "nope" }', []],
  ])('a search for %s', async (q, traces) => {
    const answer = await tempo.search(q);
    expect(answer.traces).toEqual(traces);
    expect(answer.metrics).toEqual({
      completedJobs: expect.any(Number),
      totalJobs: expect.any(Number),
      inspectedBytes: expect.stringMatching(/^\d+$/),
    });
  });

  test.each<[Record<string, string>, number[]]>([
    [{}, [2, 1, 0]],
    [{ ...sampleRange, tags: 'service.name=hello-app', minDuration: '250ms' }, [2, 1]],
  ])('a search without TraceQL, %j, tells no spans', async (params, indices) => {
    const answer = await tempo.json('/api/search', params);
    expect(answer.traces).toEqual(indices.map(entry));
    expect(answer.metrics).toMatchObject({ inspectedTraces: 3 });
  });

  const storedSpan = (number: number, more: object) => ({
    traceId: 'AAAAAAAAAAAAAAAAAKvAAA==',
    spanId: ['AAAAAAAAAAE=', 'AAAAAAAAAAI=', 'AAAAAAAAAAM='][number],
    startTimeUnixNano: `179536289${['3639830492', '3644830492', '3649830492'][number]}`,
    endTimeUnixNano: `179536289${['3739830492', '3719830492', '3699830492'][number]}`,
    ...more,
  });
  const batches = [
    {
      resource: { attributes: service('hello-app') },
      scopeSpans: [
        {
          scope: { name: 'lab' },
          spans: [
            storedSpan(0, {
              name: 'index-request',
              kind: 'SPAN_KIND_SERVER',
              status: { code: 'STATUS_CODE_OK' },
              attributes: [
                stringValue('http.method', 'GET'),
                { key: 'http.status_code', value: { intValue: '200' } },
              ],
            }),
            storedSpan(1, {
              name: 'call-db',
              kind: 'SPAN_KIND_CLIENT',
              parentSpanId: 'AAAAAAAAAAE=',
              status: {},
              attributes: [stringValue('peer.service', 'db')],
            }),
          ],
        },
      ],
    },
    {
      resource: { attributes: service('db') },
      scopeSpans: [
        {
          scope: { name: 'lab' },
          spans: [
            storedSpan(2, {
              name: 'query',
              kind: 'SPAN_KIND_SERVER',
              parentSpanId: 'AAAAAAAAAAI=',
              status: {},
              attributes: [stringValue('db.system', 'postgresql')],
            }),
          ],
        },
      ],
    },
  ];

  test.each(['00000000000000000000000000abc000', 'abc000'])('/api/traces/%s', async (id) => {
    expect(await tempo.json(`/api/traces/${id}`)).toEqual({ batches });
  });

  test('/api/v2/traces/<id> calls the list otherwise, and answers an unknown id with an empty trace', async () => {
    const metrics = { inspectedBytes: expect.stringMatching(/^\d+$/) };
    expect(await tempo.json(`/api/v2/traces/${traceIdOf(0)}`)).toEqual({
      metrics,
      trace: { resourceSpans: batches },
    });
    expect(await tempo.json('/api/v2/traces/ffffffffffffffffffffffffffffffff')).toEqual({
      metrics: {},
      trace: {},
    });
  });

  test('a trace as protobuf is the messages that came, with a status in each span', async () => {
    const answer = await tempo.get(`/api/traces/${traceIdOf(0)}`, {}, { accept: 'application/protobuf' });
    expect(answer).toMatchObject({ status: 200, type: 'application/protobuf' });
    // Of the recorded answer, byte by byte.
    expect(answer.body.length).toBe(385);
    expect(createHash('sha256').update(answer.body).digest('hex')).toBe(
      'b949bb1079e7caaabe70047d6aa7b9f09c9730dd1249d8473bcba21149be622d',
    );
  });

  test('names and values of tags', async () => {
    const metrics = { inspectedBytes: expect.stringMatching(/^\d+$/) };
    const spanTags = ['db.system', 'http.method', 'http.status_code', 'peer.service'];
    expect(await tempo.json('/api/search/tags', sampleRange)).toEqual({
      metrics,
      tagNames: [...spanTags, 'service.name'],
    });
    const { scopes } = await tempo.json('/api/v2/search/tags', sampleRange);
    expect(scopes.slice(1)).toEqual([
      { name: 'resource', tags: ['service.name'] },
      { name: 'span', tags: spanTags },
    ]);
    expect(scopes[0].name).toBe('intrinsic');
    expect(scopes[0].tags).toHaveLength(25);
    expect(await tempo.json('/api/search/tag/service.name/values', sampleRange)).toEqual({
      metrics,
      tagValues: ['db', 'hello-app'],
    });
    expect(await tempo.json('/api/v2/search/tag/resource.service.name/values', sampleRange)).toEqual({
      metrics,
      tagValues: [
        { type: 'string', value: 'hello-app' },
        { type: 'string', value: 'db' },
      ],
    });
  });
});
