import { expect, test } from 'vitest';
import { lookupVectorDetector, vectorDetectorNames } from './vector-registry.ts';

test('a name that no vector detector has is answered with the names that exist', () => {
  expect(lookupVectorDetector('kmean', {}).error).toBe(
    'no vector detector is called "kmean"; there are isolation_forest, kmeans',
  );
});

test('a bad or unknown option is named together with its detector', () => {
  expect(lookupVectorDetector('isolation_forest', { trees: 0 }).error).toMatch(
    /isolation_forest[\s\S]*trees/,
  );
  expect(lookupVectorDetector('kmeans', { k: 3 }).error).toMatch(/kmeans[\s\S]*k/);
});

test('every listed name can be looked up without options', () => {
  for (const name of vectorDetectorNames) expect(lookupVectorDetector(name, {}).detector?.kind).toBe(name);
});
