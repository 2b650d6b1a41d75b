import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sighting } from '../testing/anomaly.ts';
import { node } from '../testing/network.ts';
import { entitySeverity } from './entity-severity.ts';

const server = node('server', 's');

test('a higher score is more severe, and none is worth more than one', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((score) =>
          entitySeverity([sighting(server, { score })]),
        );
        expect(low).toBeLessThanOrEqual(high!);
        expect(high).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('further distinct series add a little, the same series again adds nothing', () => {
  const one = entitySeverity([sighting(server, { score: 2 })]);
  expect(one).toBe(0.5);
  expect(entitySeverity([sighting(server, { score: 2 }), sighting(server, { score: 2, at: 9 })])).toBe(one);
  expect(entitySeverity([sighting(server, { score: 2 }), sighting(server, { score: 1, metric: 'x' })])).toBe(
    0.53,
  );
});

test('what a rule calls critical is severe whatever its score says', () => {
  const critical = sighting(server, { score: 1, more: { severity: 'critical' } });
  expect(entitySeverity([critical])).toBeGreaterThan(entitySeverity([sighting(server, { score: 4 })]));
});

test('an entity without anomalies has none', () => {
  expect(entitySeverity([])).toBe(0);
});
