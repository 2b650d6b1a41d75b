import { IsolationForest } from 'isolation-forest';
import { expect, test } from 'vitest';
import { areaUnderCurve, labelledRows, ownScores, packageScores } from './forest-comparison.ts';

test('both forests put obvious outliers above every other row', () => {
  const data = labelledRows(1, 1_000, 0.02, 12);
  expect(areaUnderCurve(ownScores(data), data.anomalous)).toBeGreaterThan(0.999);
  expect(areaUnderCurve(packageScores(data), data.anomalous)).toBeGreaterThan(0.99);
});

test('on clustered anomalies ours is as good, on average over some data', () => {
  const areas = [1, 2, 3, 4].map((seed) => {
    const data = labelledRows(seed, 2_000, 0.1, 3);
    const area = (scores: readonly number[]) => areaUnderCurve(scores, data.anomalous);
    return { own: area(ownScores(data)), theirs: area(packageScores(data)) };
  });
  const mean = (side: 'own' | 'theirs') => areas.reduce((sum, area) => sum + area[side], 0) / areas.length;
  expect(mean('own')).toBeGreaterThan(0.95);
  // The package has no seed: a hundredth is its noise.
  expect(mean('own')).toBeGreaterThan(mean('theirs') - 0.01);
});

test('the package grows every tree from all rows, whatever sample it is asked for, and has no seed', () => {
  const { rows } = labelledRows(1, 500, 0, 0);
  const points = rows.map(([a = 0, b = 0, c = 0]) => ({ a, b, c }));
  const trees = new IsolationForest(3, 64).fit(points);
  type Node = ReturnType<(typeof trees)[number]['getRootNode']>;
  const rowsBelow = (node: Node): number =>
    node.isExternalNode() ? node.size() : rowsBelow(node.leftChild) + rowsBelow(node.rightChild);
  expect(trees.map((tree) => rowsBelow(tree.getRootNode()))).toEqual([500, 500, 500]);
  const scores = () => packageScores({ rows, anomalous: [] });
  expect(scores()).not.toEqual(scores());
});

test('the area is ½ when all scores are equal, and 0 when they are upside down', () => {
  expect(areaUnderCurve([1, 1, 1, 1], [true, false, true, false])).toBe(0.5);
  expect(areaUnderCurve([1, 2, 3], [true, false, false])).toBe(0);
});
