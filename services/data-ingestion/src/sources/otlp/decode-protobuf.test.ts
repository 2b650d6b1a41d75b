import { expect, test } from 'vitest';
import { decodeProtobuf, encodeProtobuf } from './decode-protobuf.ts';
import { spanRecords } from './traces.ts';

/**
 * A traces request put together by hand from the wire format (tag = field number × 8 + wire type; LEN = 2, fixed64 = 1,
 * varint = 0), so that a mistake in our description cannot hide behind an encoder that shares it.
 */
const REQUEST = [
  '0a7f', // resource_spans (1), 127 bytes
  '0a18', // resource (1), 24 bytes
  '0a16', // attributes (1), 22 bytes
  '0a0c 736572766963652e6e616d65', // key "service.name"
  '1206 0a04 73686f70', // value, string_value (1) "shop"
  '1263', // scope_spans (2), 99 bytes
  '0a05 0a03 6c6162', // scope (1), name "lab": not in our description
  '125a', // spans (2), 90 bytes
  '0a10 0102030405060708090a0b0c0d0e0f10', // trace_id (1)
  '1208 1112131415161718', // span_id (2)
  '2a02 6f70', // name (5) "op"
  '3002', // kind (6) SERVER
  '39 0080a7f8b2948e18', // start_time_unix_nano (7) 1769515200000000000
  '41 80328e07b3948e18', // end_time_unix_nano (8) 1769515200250000000
  '4a20', // attributes (9), 32 bytes
  '0a19 687474702e726573706f6e73652e7374617475735f636f6465', // key "http.response.status_code"
  '1203 18f403', // value, int_value (3) 500
  '7a02 1802', // status (15), code (3) ERROR
];
const bytes = Buffer.from(REQUEST.join('').replaceAll(' ', ''), 'hex');

test('a traces request that was encoded by hand is read field by field', () => {
  const { resourceSpans } = decodeProtobuf('TracesRequest', bytes) as { resourceSpans: unknown[] };
  const { spans, refused } = spanRecords(resourceSpans);
  expect(refused.count).toBe(0);
  expect(spans).toEqual([
    {
      traceId: '0102030405060708090a0b0c0d0e0f10',
      spanId: '1112131415161718',
      parentSpanId: undefined,
      operation: 'op',
      service: 'shop',
      startNs: 1_769_515_200_000_000_000n,
      endNs: 1_769_515_200_250_000_000n,
      status: 'error',
      kind: 'server',
      tags: { 'http.response.status_code': 500 },
    },
  ]);
});

test('bytes that end too early are no message', () => {
  expect(() => decodeProtobuf('TracesRequest', bytes.subarray(0, 60))).toThrow();
});

test('a status and a partial success have the field numbers of their protocols', () => {
  expect(encodeProtobuf('Status', { code: 3, message: 'no' }).toString('hex')).toBe('0803' + '12026e6f');
  const partial = { partialSuccess: { rejected: 2, errorMessage: 'no' } };
  expect(encodeProtobuf('ExportResponse', partial).toString('hex')).toBe('0a06' + '0802' + '12026e6f');
});
