import { expect, test } from 'vitest';
import { recordOf } from './kafka-record.ts';

test('a record has the text of its headers, and of one that is there several times the last', () => {
  const message = {
    offset: '42',
    key: null,
    value: Buffer.from('v'),
    timestamp: '1700000000123',
    headers: { one: Buffer.from('ü'), many: [Buffer.from('a'), Buffer.from('b')], none: undefined },
  };
  expect(recordOf(message, 't', 3)).toEqual({
    topic: 't',
    partition: 3,
    offset: 42,
    key: null,
    value: Buffer.from('v'),
    headers: { one: 'ü', many: 'b' },
    recordedAt: 1_700_000_000_123,
  });
  expect(recordOf({ offset: '0', key: null, value: null, timestamp: '0' }, 't', 0).headers).toEqual({});
});
