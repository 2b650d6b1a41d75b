import { type MetricMessage, topics } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BusRecord } from '../bus/bus.ts';
import { decode } from './decode.ts';
import { RepeatedMetrics } from './repeated-metrics.ts';

function record(value: string | Buffer): BusRecord {
  const bytes = Buffer.from(value);
  return {
    topic: topics.metrics,
    partition: 0,
    offset: 0,
    key: null,
    value: bytes,
    headers: {},
    recordedAt: 0,
  };
}

function said(value: string | Buffer, repeated?: RepeatedMetrics): string {
  try {
    const { value: message } = decode(record(value), repeated);
    // −0 is no 0, and JSON does not tell.
    const zeros = (message as MetricMessage).values.map((sample) => sample.map((one) => Object.is(one, -0)));
    return JSON.stringify([message, zeros]);
  } catch (error) {
    return `${error}`;
  }
}

const number = fc.oneof(
  { weight: 5, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n)) },
  { weight: 5, arbitrary: fc.tuple(fc.integer(), fc.nat(9)).map(([n, k]) => String(n / 10 ** k)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '-0',
      '0.0',
      '00',
      '01',
      '1.',
      '.5',
      '-',
      '+1',
      '1e3',
      '1e999',
      'null',
      '"1.5"',
      '0.1000000000000000055511151231257827',
      '9007199254740993',
      '123456789.123456789',
      `1${'0'.repeat(400)}`,
    ),
  },
);
const stamp = fc.oneof(
  fc.constantFrom(
    '1700000000',
    '1700000000.5',
    '"2026-01-27T12:00:00Z"',
    '"2026-01-27T12:00:30.000Z"',
    '"2026-02-30"',
    '"now"',
    '""',
    '"1700000000"',
    '"ü"',
    'null',
    '[]',
    '9e99',
  ),
  number,
);
const samples = fc
  .array(fc.tuple(number, number), { minLength: 0, maxLength: 3 })
  .map((pairs) => `[${pairs.map((pair) => `[${pair}]`).join(',')}]`);
/** Few different ones, so that they come again. */
const head = fc.constantFrom(
  '"metric_name":"a","labels":{"host":"x"}',
  '"metric_name":"a","labels":{"host":"y","values":"[[1,2]]"}',
  '"metric_name":"ü","labels":{"timestamp":5}',
  '"labels":{"host":"\\""},"metric_name":"b"',
  '"metric_name":"c"',
);
const tail = fc.constantFrom(
  '',
  ',"source":"s"',
  ',"entity_id":"urn:aiops:device:server:dc1:web-01","entity_type":"server","entity_name":"web-01"',
  ',"timestamp":7',
  ',"values":[[1,2]]',
  ',"\\u0076alues":[[1,2]]',
  ',"unknown":{"timestamp":1}',
  ',"labels":{"timestamp":5}',
  ' ',
);
/** Messages of a few series: one of each as usual, then any. */
const messages = fc
  .array(fc.tuple(head, tail, fc.constantFrom(',"timestamp":1', ',"timestamp":"2026-01-27T12:00:00Z"', '')), {
    minLength: 1,
    maxLength: 3,
  })
  .chain((series) => {
    const one = fc.tuple(fc.constantFrom(...series), samples, stamp);
    const any = one.map(([[first, last, stamped], values, at]) => {
      const said = stamped === '' ? '' : `,"timestamp":${at}`;
      return `{${first},"values":${values}${said}${last}}`;
    });
    const usual = series.map(([first, last, stamped]) => `{${first},"values":[[1,2]]${stamped}${last}}`);
    return fc.array(any, { maxLength: 30 }).map((others) => [...usual, ...others]);
  });

describe('metrics that repeat themselves', () => {
  test('are read as JSON, and refused, just as others', () => {
    fc.assert(
      fc.property(messages, (texts) => {
        const repeated = new RepeatedMetrics();
        for (const one of texts) expect(said(one, repeated)).toBe(said(one));
      }),
      { numRuns: 1000 },
    );
  });

  test('are refused when a byte is wrong, wherever it is', () => {
    const good =
      '{"metric_name":"ü","labels":{"host":"x"},"values":[[1,2.5]],"timestamp":"2026-01-27 ","source":"s"}';
    const repeated = new RepeatedMetrics();
    said(good, repeated);
    for (let place = 0; place < Buffer.byteLength(good); place += 1) {
      for (const byte of [0x09, 0x20, 0x22, 0x2c, 0x30, 0x5c, 0x5d, 0x7d, 0xa0, 0xff]) {
        const bytes = Buffer.from(good);
        bytes[place] = byte;
        expect(said(bytes, repeated)).toBe(said(bytes));
      }
    }
    expect(said(good.slice(0, -1), repeated)).toBe(said(good.slice(0, -1)));
    expect(said(`${good} x`, repeated)).toBe(said(`${good} x`));
  });

  const message = (host: string, at: number, more = '') =>
    Buffer.from(
      `{"metric_name":"m","labels":{"host":"${host}"},"values":[[${at},${at / 8}],[${at + 1},7]],"timestamp":"2026-01-27T12:00:00Z"${more}}`,
    );
  const parsed = (bytes: Buffer) => JSON.parse(String(bytes));
  const learned = (...all: Buffer[]) => {
    const repeated = new RepeatedMetrics();
    for (const bytes of all) repeated.learn(bytes, parsed(bytes));
    return repeated;
  };

  test('are not parsed, in whatever order they come', () => {
    const repeated = learned(message('a', 1), message('b', 1), message('c', 1));
    for (const host of ['a', 'b', 'c', 'a', 'b', 'c', 'c', 'a', 'a'])
      expect(repeated.read(message(host, 2))).toEqual(parsed(message(host, 2)));
    expect(repeated.read(message('d', 2))).toBeUndefined();
    expect(repeated.read(message('a', 2, ',"source":"s"'))).toBeUndefined();
  });

  test('have their labels in common', () => {
    const repeated = learned(message('a', 1));
    expect(repeated.read(message('a', 2))?.labels).toBe(repeated.read(message('a', 3))?.labels);
  });

  test('do not keep the memory of what was fetched', () => {
    const fetched = message('a', 1);
    const repeated = learned(fetched);
    fetched.fill(0);
    expect(repeated.read(message('a', 2))).toEqual(parsed(message('a', 2)));
  });

  test('are remembered of so many series only, and of others when those are gone', () => {
    const repeated = new RepeatedMetrics();
    const learn = (host: string) => repeated.learn(message(host, 1), parsed(message(host, 1)));
    for (let series = 0; series < 20_000; series += 1) learn(`${series}`);
    learn('late');
    expect(repeated.read(message('late', 1))).toBeUndefined();
    expect(repeated.read(message('0', 1))).toBeDefined();
    for (let times = 0; times < 200_000; times += 1) learn('late');
    expect(repeated.read(message('late', 1))).toBeDefined();
    expect(repeated.read(message('0', 1))).toBeUndefined();
  });
});
