import { describe, expect, test } from 'vitest';
import { readOtlpJson, writeJson } from './json.ts';
import { decodeMessage, encodeMessage } from './protobuf.ts';

const span = {
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: 'eee19b7ec3c1b174',
  parentSpanId: 'eee19b7ec3c1b173',
  traceState: 'a=b',
  name: 'GET /Käse',
  kind: 'SPAN_KIND_SERVER',
  startTimeUnixNano: '18446744073709551615',
  endTimeUnixNano: '1',
  droppedAttributesCount: 300,
  flags: 4294967295,
  attributes: [
    { key: 'negative', value: { intValue: '-1' } },
    { key: 'large', value: { intValue: '9223372036854775807' } },
    { key: 'small', value: { intValue: '-9223372036854775808' } },
    { key: 'zero', value: { intValue: '0' } },
    { key: 'half', value: { doubleValue: 0.5 } },
    { key: 'no', value: { boolValue: false } },
    { key: 'empty', value: { stringValue: '' } },
    { key: 'raw', value: { bytesValue: 'AAEC' } },
    { key: 'list', value: { arrayValue: { values: [{ boolValue: true }, { stringValue: 'x' }] } } },
    { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { intValue: '7' } }] } } },
  ],
  events: [{ timeUnixNano: '5', name: 'exception' }],
  links: [{ traceId: '5b8efff798038103d269b633813fc60d', spanId: 'eee19b7ec3c1b175' }],
  status: { message: 'failed', code: 2 },
};

describe('a message', () => {
  test('is the same after a way through its wire format', () => {
    const message = readOtlpJson('Span', span);
    expect(decodeMessage('Span', encodeMessage('Span', message))).toEqual(message);
    const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
    expect(writeJson('Span', message)).toEqual({
      ...span,
      traceId: base64(span.traceId),
      spanId: base64(span.spanId),
      parentSpanId: base64(span.parentSpanId),
      links: [{ traceId: base64(span.links[0]?.traceId ?? ''), spanId: base64('eee19b7ec3c1b175') }],
      status: { message: 'failed', code: 'STATUS_CODE_ERROR' },
    });
  });

  test('is read although it has fields that are not known', () => {
    // Field 99 in each wire type, then a name.
    const bytes = Buffer.from(
      '980601' + '99060102030405060708' + '9a06026869' + '9d0601020304' + '2a0161',
      'hex',
    );
    expect(decodeMessage('Span', bytes)).toEqual({ name: 'a' });
  });

  test.each([
    ['2a05', /unexpected end/],
    ['2a', /unexpected end/],
    ['2b00', /wire type 3/],
    ['390000', /unexpected end/],
    ['0801', /a number where id was expected/],
    [`28${'ff'.repeat(10)}01`, /more than 64 bits/],
  ])('%s is none', (hex, reason) => {
    expect(() => decodeMessage('Span', Buffer.from(hex, 'hex'))).toThrow(reason);
  });

  test.each([
    [{ name: 'a', attributes: {} }, 'attributes: expected a list'],
    [{ traceId: 'xyz' }, 'traceId: expected hex digits'],
    [{ startTimeUnixNano: 'noon' }, 'startTimeUnixNano: expected a whole number'],
    [{ attributes: [{ key: 'a', value: 3 }] }, 'attributes[0].value: expected an object'],
  ])('%j is none in JSON', (json, reason) => {
    expect(() => readOtlpJson('Span', json)).toThrow(reason);
  });
});
