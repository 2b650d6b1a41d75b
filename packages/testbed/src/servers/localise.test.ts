import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localise, relocate } from './localise.ts';

const addresses = {
  'kafka:9092': '127.0.0.1:19092',
  'kafka:29092': '127.0.0.1:19092',
  'loki:3100': '127.0.0.1:13100',
  '0.0.0.0:4317': '127.0.0.1:14317',
};

describe('localising a configuration', () => {
  test.each([
    ['url: http://loki:3100/loki/api/v1/push', 'url: http://127.0.0.1:13100/loki/api/v1/push'],
    ['brokers: ["kafka:9092","kafka:29092"]', 'brokers: ["127.0.0.1:19092","127.0.0.1:19092"]'],
    ['endpoint: 0.0.0.0:4317', 'endpoint: 127.0.0.1:14317'],
    ['a=loki:3100 b=loki:3100', 'a=127.0.0.1:13100 b=127.0.0.1:13100'],
  ])('finds whole addresses: %s', (text, expected) => expect(localise(text, addresses)).toBe(expected));

  test.each(['my-kafka:9092', 'kafka:90921', 'sub.kafka:9092', 'kafka :9092', 'kafka', '10.0.0.0:43170'])(
    'leaves what only looks like one: %s',
    (text) => expect(localise(text, addresses)).toBe(text),
  );

  test('finds addresses with signs that mean something in patterns', () => {
    expect(localise('[::1]:80 a+b:1', { '[::1]:80': 'x:1', 'a+b:1': 'y:1' })).toBe('x:1 y:1');
  });

  test('never replaces a replacement again', () => {
    const swap = { 'a:1': 'b:2', 'b:2': 'a:1' };
    expect(localise('a:1 b:2', swap)).toBe('b:2 a:1');
  });

  test('takes the text of an address literally', () => {
    expect(localise('lokiX3100 l.ki:1', { 'l.ki:1': '$&:2', 'loki.3100': 'no' })).toBe('lokiX3100 $&:2');
  });

  test('leaves nothing of a known address, and all else as it is', () => {
    const piece = fc.oneof(
      fc.constantFrom(...Object.keys(addresses)),
      fc.constantFrom('kafka', 'loki:31000', 'http://', '"', '\n', ' - ', '# é', 'x:1'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const known = addresses as Readonly<Record<string, string>>;
        const expected = pieces.map((one) => known[one] ?? one).join(' ');
        expect(localise(pieces.join(' '), addresses)).toBe(expected);
      }),
    );
  });

  test('without addresses changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(localise(text, {})).toBe(text);
      }),
    );
  });
});

describe('relocating paths', () => {
  test('takes the longest path that it knows', () => {
    const nested = { '/loki': '/a', '/loki/chunks': '/b' };
    expect(relocate('/loki/chunks/1 /loki/rules', nested)).toBe('/b/1 /a/rules');
  });

  const paths = { '/loki': '/data/x', '/var/log/network-device-logs': '/logs' };

  test.each([
    ['path_prefix: /loki', 'path_prefix: /data/x'],
    ['chunks: "/loki/chunks"', 'chunks: "/data/x/chunks"'],
    ['__path__: /var/log/network-device-logs/*.log', '__path__: /logs/*.log'],
  ])('moves a path and all below it: %s', (text, expected) => expect(relocate(text, paths)).toBe(expected));

  test.each([
    '/loki-2',
    '/lokis',
    'http://loki:3100/loki/api',
    './loki',
    '/srv/loki',
    '/var/log/network-device-logs.old',
  ])('leaves other paths: %s', (text) => expect(relocate(text, paths)).toBe(text));
});
