import { expect, test } from 'vitest';
import { detectorNames, lookupDetector } from './registry.ts';

test('a name that no detector has is answered with the names that exist', () => {
  const { error } = lookupDetector('ewmaa', {});
  expect(error).toMatch(
    /^no detector is called "ewmaa"; there are zscore, ewma, .*, isolation_forest, kmeans$/,
  );
});

test('a bad option is named together with its detector', () => {
  const { error } = lookupDetector('ewma', { span: 'long' });
  expect(error).toContain('detector ewma');
  expect(error).toContain('span');
});

test('an unknown option is an error, not a silent default', () => {
  expect(lookupDetector('zscore', { windw: 30 }).error).toContain('windw');
});

test('every listed name can be looked up without options', () => {
  for (const name of detectorNames) expect(lookupDetector(name, {}).detector?.kind).toBe(name);
});
