import { expect, test } from 'vitest';
import { en } from '../words/en.ts';
import { conditionFacts } from './condition-facts.ts';

const told = (conditions: Readonly<Record<string, unknown>>) =>
  conditionFacts({ conditions }, en.runbooks).map(({ name, value }) => `${name}: ${value}`);

test('each condition is a line, and several values stand for any of them', () => {
  expect(told({ metric_name: ['cpu', 'load'], entity_type: 'server', value: { above: 90 } })).toEqual([
    'metric: cpu or load',
    'type of the entity: server',
    'value: above 90',
  ]);
});

test('one severity means that and worse, a list exactly what it names', () => {
  expect(told({ severity: 'high' })).toEqual(['severity, at least: high']);
  expect(told({ severity: ['low', 'high'] })).toEqual(['severity: low or high']);
});

test('what the cause has to be is told apart', () => {
  expect(told({ cause: { metric_name: 'link_down', entity_type: ['switch', 'router'] } })).toEqual([
    'metric of the cause: link_down',
    'type of the cause: switch or router',
  ]);
});

test('a label may be called like anything', () => {
  expect(told({ labels: JSON.parse('{"__proto__":"x","a":"b"}') })).toContain('label a: b');
  expect(told({})).toEqual([]);
});
