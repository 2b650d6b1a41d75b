import { connect } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleTrace, traceIdOf } from '../testing/sample-traces.ts';
import { TempoClient } from '../testing/tempo-client.ts';
import { readOtlpJson } from './json.ts';
import { encodeMessage } from './protobuf.ts';
import type { TempoStandInOptions } from './tempo-stand-in.ts';

let tempo: TempoClient;
const restart = async (options?: TempoStandInOptions) => {
  await tempo.close();
  tempo = await TempoClient.start(options);
};
const idsOf = ({ traces }: { traces: { traceID: string }[] }) => traces.map(({ traceID }) => traceID);

beforeEach(async () => {
  tempo = await TempoClient.start();
});
afterEach(() => tempo.close());

describe('a search of the stand-in', () => {
  beforeEach(() => tempo.pushSamples());

  test.each<[string, string[]]>([
    ['{}', ['abc002', 'abc001', 'abc000']],
    ['{ status != ok && kind = server && resource.service.name = "hello-app" }', ['abc001']],
    ['{ .service.name =~ "hel.*" && traceDuration >= 300ms }', ['abc002', 'abc001']],
    ['{ .service.name =~ "hel" }', []],
    ['{ span.http.status_code = 500 || duration > 400ms }', ['abc002', 'abc001']],
    ['{ !(status = error) && name = `index-request` }', ['abc002', 'abc000']],
    ['{ span.none != nil }', []],
    ['{ span.none = nil }', ['abc002', 'abc001', 'abc000']],
    ['{ status = error } && { name = "query" }', ['abc001']],
    ['{ status = error } || { duration > 400ms }', ['abc002', 'abc001']],
    ['{ name = "index-request" } > { name = "query" }', []],
    ['{ name = "index-request" } >> { name = "query" }', ['abc002', 'abc001', 'abc000']],
    ['{ name = "call-db" } > { name = "query" && status != error }', ['abc002', 'abc001', 'abc000']],
    ['{ name = "query" } << { status = error }', ['abc001']],
    ['{ } | max(duration) > 0.4s', ['abc002']],
    ['{ rootName = "index-request" && rootServiceName = "hello-app" && trace:duration < 200ms }', ['abc000']],
  ])('%s', async (q, ids) => {
    expect(idsOf(await tempo.search(q))).toEqual(ids);
  });

  test.each([
    ['{ status = "error" }', 'binary operations must operate on the same type: status = `error`'],
    ['{ status = broken }', 'parse error at line 1, col 12: syntax error: unexpected broken'],
    ['{ status = error', 'parse error at line 1, col 17: syntax error: unexpected $end'],
    ['{ } | rate()', 'parse error at line 1, col 7: syntax error: unexpected rate'],
    ['status', 'parse error at line 1, col 1: syntax error: unexpected status'],
  ])('%s is refused: %s', async (q, reason) => {
    expect(await tempo.get('/api/search', { q })).toMatchObject({
      status: 400,
      text: `invalid TraceQL query: ${reason}`,
    });
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ start: '2', end: '1' }, /^http parameter start must be before end. received start=2 end=1$/],
    [{ start: '0', end: '604801' }, /exceeds 168h0m0s/],
    // Nanoseconds where Tempo wants seconds.
    [{ start: '1795362323000000000', end: '1795362983000000000' }, /^invalid start: .*value out of range$/],
    [{ limit: '0' }, /^invalid limit: must be a positive number$/],
    [{ q: '{}', tags: 'a=b' }, /tags and q/],
  ])('%j is refused', async (params, reason) => {
    expect(await tempo.get('/api/search', params)).toMatchObject({
      status: 400,
      text: expect.stringMatching(reason),
    });
  });

  test('gives at most `limit` traces with `spss` spans each, and those that reach into the range', async () => {
    expect(idsOf(await tempo.search('{}', { limit: '2' }))).toEqual(['abc002', 'abc001']);
    const [first] = (await tempo.search('{}', { spss: '1', limit: '1' })).traces;
    expect(first.spanSet).toMatchObject({ matched: 3, spans: [{ spanID: '0000000000000001' }] });
    // The second begins at …894.64 and ends at …894.94; the third begins at …895.64 and ends at …896.14.
    expect(idsOf(await tempo.search('{}', { start: '1795362895', end: '1795362896' }))).toEqual(['abc002']);
    expect(idsOf(await tempo.search('{}', { start: '1795362896', end: '1795362897' }))).toEqual(['abc002']);
    expect(idsOf(await tempo.search('{}', { start: '1795362897', end: '1795362898' }))).toEqual([]);
  });

  test('says that a root is missing and leaves a duration below a millisecond out', async () => {
    const orphan = JSON.parse(JSON.stringify(sampleTrace(0)).replaceAll('abc000', 'abc0ff'));
    const [span] = orphan.resourceSpans[1].scopeSpans[0].spans;
    span.endTimeUnixNano = span.startTimeUnixNano;
    await tempo.push({ resourceSpans: [orphan.resourceSpans[1]] });
    const { traces } = await tempo.json('/api/search', { tags: 'db.system=postgresql' });
    expect(traces.filter(({ traceID }: { traceID: string }) => traceID === 'abc0ff')).toEqual([
      {
        traceID: 'abc0ff',
        rootServiceName: '<root span not yet received>',
        startTimeUnixNano: '1795362893649830492',
      },
    ]);
  });
});

describe('traces that are sent to the stand-in', () => {
  const asProtobuf = (index: number) =>
    encodeMessage('ExportRequest', readOtlpJson('ExportRequest', sampleTrace(index)));

  test('may be protobuf, gzipped, and come twice', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    for (let times = 0; times < 2; times += 1)
      expect((await tempo.push(gzipSync(asProtobuf(1)), 'application/x-protobuf', gzip)).status).toBe(200);
    const { batches } = await tempo.json(`/api/traces/${traceIdOf(1)}`);
    await restart();
    await tempo.push(sampleTrace(1));
    expect(batches).toEqual((await tempo.json(`/api/traces/${traceIdOf(1)}`)).batches);
  });

  test('are joined when their spans come one after the other', async () => {
    for (const resourceSpans of sampleTrace(0).resourceSpans)
      await tempo.push({ resourceSpans: [resourceSpans] });
    expect((await tempo.json('/api/traces/abc000')).batches).toHaveLength(2);
    const [found] = (await tempo.search('{}')).traces;
    expect(found).toMatchObject({ traceID: 'abc000', durationMs: 100, spanSet: { matched: 3 } });
  });

  test('are forgotten when there are too many, the one that changed least recently first', async () => {
    await restart({ maxTraces: 2 });
    await tempo.push(sampleTrace(0));
    await tempo.push(sampleTrace(1));
    await tempo.push({ resourceSpans: [sampleTrace(0).resourceSpans[0]] });
    await tempo.push(sampleTrace(2));
    expect(idsOf(await tempo.search('{}'))).toEqual(['abc002', 'abc000']);
  });

  test('are found by id at once and by a search later', async () => {
    let now = 1_000;
    await restart({ searchDelayMs: 10_000, now: () => now });
    await tempo.push(sampleTrace(0));
    expect((await tempo.get('/api/traces/abc000')).status).toBe(200);
    expect(idsOf(await tempo.search('{}'))).toEqual([]);
    now += 10_000;
    expect(idsOf(await tempo.search('{}'))).toEqual(['abc000']);
  });

  test.each<[string, string, number, RegExp]>([
    ['text/plain', 'x', 415, /unsupported media type/],
    ['application/json', '{', 400, /JSON/],
    ['application/json', '{"resourceSpans":{}}', 400, /resourceSpans: expected a list/],
    ['application/x-protobuf', '\x0a\x05x', 400, /unexpected end of the message/],
  ])('of type %s, %j, are refused', async (type, body, status, reason) => {
    const response = await tempo.push(body, type);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(reason);
  });

  /** Status and trailers of a unary call with that body. */
  const call = (path: string, body: Buffer, headers: Record<string, string> = {}) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const session = connect(tempo.tempo.grpcUrl);
      session.once('error', reject);
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        ...headers,
      });
      stream.once('trailers', (trailers) => {
        session.close();
        resolve({ ...trailers });
      });
      stream.once('error', reject);
      stream.resume();
      stream.end(body);
    });
  const framed = (message: Buffer, compressed = false) => {
    const head = Buffer.from([compressed ? 1 : 0, 0, 0, 0, 0]);
    head.writeUInt32BE(message.length, 1);
    return Buffer.concat([head, message]);
  };
  const method = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

  test('may come by gRPC, compressed or not', async () => {
    const gzip = { 'grpc-encoding': 'gzip' };
    expect(await call(method, framed(asProtobuf(0)))).toMatchObject({ 'grpc-status': '0' });
    expect(await call(method, framed(gzipSync(asProtobuf(1)), true), gzip)).toMatchObject({
      'grpc-status': '0',
    });
    expect(idsOf(await tempo.search('{}'))).toEqual(['abc001', 'abc000']);
  });

  test.each<[string, () => Buffer, string, string]>([
    [method, () => framed(Buffer.from('\x0a\x05x')), '3', 'unexpected end of the message'],
    [method, () => framed(asProtobuf(0)).subarray(0, 9), '3', 'expected one whole message'],
    [method, () => framed(asProtobuf(0), true), '3', 'unsupported grpc-encoding ""'],
    ['/other.Service/Call', () => framed(asProtobuf(0)), '12', 'unknown method /other.Service/Call'],
  ])('by gRPC to %s are refused when they are wrong', async (path, body, status, message) => {
    const trailers = await call(path, body());
    expect(trailers['grpc-status']).toBe(status);
    expect(decodeURIComponent(String(trailers['grpc-message']))).toBe(message);
  });
});
