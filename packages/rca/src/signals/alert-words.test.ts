import { expect, test } from 'vitest';
import { anomaly } from '../testing/anomaly.ts';
import { node } from '../testing/network.ts';
import { alertWords } from './alert-words.ts';

const server = node('server', 'srv-1');
const words = (metric: string, more = {}) => alertWords(anomaly(server, { metric, more }));

test('an alert is told apart by the words of its metric, its labels and its series', () => {
  expect(words('diskReadBytes_total', { labels: { device: 'sda', blank: '' } })).toEqual([
    '#disk',
    '#read',
    '#bytes',
    '#total',
    'device=sda',
    '""|diskReadBytes_total{device="sda"}',
  ]);
});

test('the order of labels makes no difference', () => {
  expect(words('cpu', { labels: { a: '1', b: '2' } })).toEqual(words('cpu', { labels: { b: '2', a: '1' } }));
});

test('it matters on which side of what was expected the value lies, where both are known', () => {
  const expected = { lower: 1, mid: 2, upper: 3 };
  expect(words('cpu', { value: 9, expected })).toContain('>above');
  expect(words('cpu', { value: 0, expected })).toContain('>below');
  expect(words('cpu', { value: 2, expected })).toEqual(words('cpu', { value: 2 }));
});

test('a word counts once in an alert', () => {
  expect(words('cpu_cpu')).toEqual(['#cpu', '""|cpu_cpu{}']);
});

test('long names and many labels give few and short words', () => {
  const labels = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`label${n}`, 'x'.repeat(5000)]));
  const found = words('very_'.repeat(100_000), { labels });
  expect(found.length).toBeLessThanOrEqual(25);
  expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(120);
  expect(words('very_'.repeat(100_000), { labels: { ...labels, label1: 'y' } })).not.toEqual(found);
});

test('what is called like a property of every object is a word like any other', () => {
  expect(words('__proto__', { labels: { constructor: '__proto__' } })).toEqual([
    '#proto',
    'constructor=__proto__',
    '""|__proto__{constructor="__proto__"}',
  ]);
});
