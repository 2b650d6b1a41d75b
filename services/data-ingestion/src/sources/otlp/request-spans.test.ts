import { createEntityResolver } from '@aiops/contracts';
import { expect, test } from 'vitest';
import type { SpanRecord } from '../../messages/trace-out.ts';
import { redMessages, requestSpan } from './request-spans.ts';

test('server, consumer and root spans are requests; status 500 and errors are failures', () => {
  const base: SpanRecord = {
    traceId: 'a',
    spanId: '1',
    parentSpanId: 'p',
    operation: 'op',
    service: 'shop',
    startNs: 0n,
    endNs: 1n,
    status: 'unset',
    kind: 'server',
    tags: {},
  };
  const records: [SpanRecord, failed: boolean | undefined][] = [
    [base, false],
    [{ ...base, kind: 'client' }, undefined],
    [{ ...base, kind: 'internal', parentSpanId: undefined }, false],
    [{ ...base, kind: 'consumer', status: 'error' }, true],
    [{ ...base, tags: { 'http.response.status_code': 503 } }, true],
    [{ ...base, tags: { 'http.status_code': '500' } }, true],
    [{ ...base, tags: { 'http.response.status_code': 404 } }, false],
  ];
  expect(records.map(([record]) => requestSpan(record)?.failed)).toEqual(records.map(([, failed]) => failed));
});

test('a calm window says 0 errors', () => {
  const sample = { service: 'shop', site: 'demo', at: 10_000, requests: 2, responseTime: 12.5, errors: 0 };
  const messages = redMessages(sample, createEntityResolver([]));
  expect(messages.map(({ key, value }) => ({ key, ...value }))).toMatchObject([
    { key: 'urn:aiops:service:service:demo:shop', metric_name: 'response_time', values: [[10, 12.5]] },
    { key: 'urn:aiops:service:service:demo:shop', metric_name: 'http_5xx_errors', values: [[10, 0]] },
  ]);
});
