import { expect, test } from 'vitest';
import { sampleNode } from '../testing/sample-graph.ts';
import { isNamed } from './is-named.ts';

const nodes = [
  sampleNode('cause', 'cause'),
  sampleNode('victim', 'victim'),
  sampleNode('other'),
  sampleNode('group', 'other', { count: 9 }),
];
const named = (count: number, k: number, selected?: string) =>
  nodes.filter((node) => isNamed(node, { count, k, selected })).map(({ id }) => id);

test.each([
  ['few', 20, 1, ['cause', 'victim', 'other', 'group']],
  ['many, looked at closely', 400, 1.5, ['cause', 'victim', 'other', 'group']],
  ['many', 400, 0.8, ['cause', 'victim', 'group']],
  ['all of them on a telephone', 20, 0.4, ['cause', 'group']],
] as const)('%s', (_, count, k, expected) => {
  expect(named(count, k)).toEqual(expected);
});

test('the chosen one is named wherever it is', () => {
  expect(named(400, 0.1, 'other')).toEqual(['cause', 'other', 'group']);
});
