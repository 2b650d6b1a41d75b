import { topics } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import type { BusRecord } from '../bus/bus.ts';
import { InvalidMessage } from '../errors.ts';
import { decode } from './decode.ts';

const good = '{"metric_name":"cpu_usage","labels":{"instance":"a"},"values":[[1,2]]}';

function record(value: string | Buffer | null): BusRecord {
  const bytes = value === null ? null : Buffer.from(value);
  return {
    topic: topics.metrics,
    partition: 0,
    offset: 7,
    key: null,
    value: bytes,
    headers: {},
    recordedAt: 1,
  };
}

function reason(value: string | Buffer | null): string {
  try {
    decode(record(value));
    return 'accepted';
  } catch (error) {
    if (error instanceof InvalidMessage) return error.reason;
    throw error;
  }
}

describe('decoding a record', () => {
  test('a message that a person types is read', () => {
    expect(decode(record(good)).value).toEqual(JSON.parse(good));
  });

  test('unknown fields and numeric strings pass', () => {
    expect(reason('{"metric_name":"m","values":[["1.5","2e3"]],"new_field":{"x":[1]}}')).toBe('accepted');
  });

  test.each([
    ['not JSON', 'hello', 'not_json'],
    ['truncated JSON', good.slice(0, -5), 'not_json'],
    ['an empty value', '', 'not_json'],
    ['an array', `[${good}]`, 'not_an_object'],
    ['null', 'null', 'not_an_object'],
    ['a tombstone', null, 'tombstone'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'not_utf8'],
    ['a missing field', '{"values":[[1,2]]}', 'schema'],
    ['a wrong type', '{"metric_name":5,"values":[[1,2]]}', 'schema'],
    ['NaN as text', '{"metric_name":"m","values":[[1,"NaN"]]}', 'schema'],
    ['Infinity as a number', '{"metric_name":"m","values":[[1,1e999]]}', 'schema'],
    ['a null sample', '{"metric_name":"m","values":[[1,null]]}', 'schema'],
    ['no samples', '{"metric_name":"m","values":[]}', 'schema'],
    [
      'nesting without end',
      `{"metric_name":"m","values":[[1,2]],"x":${'['.repeat(9000)}${']'.repeat(9000)}}`,
      'too_deep',
    ],
    ['ten megabytes', `{"metric_name":"m","values":[[1,2]],"x":"${'x'.repeat(10 << 20)}"}`, 'too_large'],
  ])('%s is refused', (_name, value, expected) => {
    expect(reason(value)).toBe(expected);
  });

  test('brackets inside strings are not nesting', () => {
    expect(reason(`{"metric_name":"m","values":[[1,2]],"x":"${'[\\"{'.repeat(3000)}"}`)).toBe('accepted');
  });

  test('__proto__ in a message changes no prototype', () => {
    const message = decode(
      record('{"metric_name":"m","values":[[1,2]],"labels":{"__proto__":"x"},"__proto__":{"polluted":1}}'),
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((message.value as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('a schema error says which field and what was expected', () => {
    expect(() => decode(record('{"metric_name":"m","values":[[1,"x"]]}'))).toThrow(/values\[0\]/);
  });
});
