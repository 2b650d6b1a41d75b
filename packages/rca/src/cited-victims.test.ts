import { expect, test } from 'vitest';
import { citedVictims, LISTED_ENTITIES } from './cited-victims.ts';
import { findingsOf } from './finding.ts';
import { felt } from './term-values.ts';
import { sighting } from './testing/anomaly.ts';
import { node } from './testing/network.ts';
import { tiesOf } from './ties.ts';

/** Ties whose strengths do not add up exactly. */
function ties(count: number) {
  const findings = findingsOf(
    Array.from({ length: count }, (_, n) => sighting(node('server', `s${n}`))),
    undefined,
  );
  return tiesOf(
    [...findings.values()].map((finding, n) => [
      finding,
      { distance: 1 + Math.floor(n / 10), strength: 1 / (n + 3), from: finding.entity, kind: 'calls' },
    ]),
  );
}

test('the sum of all is, to the last bit, that of the listed ones plus that of the others', () => {
  for (const count of [0, 1, LISTED_ENTITIES, LISTED_ENTITIES + 1, 77, 200]) {
    const { victims, cut } = citedVictims('x', ties(count));
    expect(victims).toHaveLength(Math.min(count, LISTED_ENTITIES));
    const sum = victims.reduce((total, victim) => total + felt(victim), 0) + (cut?.sum ?? 0);
    expect(citedVictims('x', ties(count), 'summed')).toEqual({ victims: [], cut: { entities: count, sum } });
  }
});
