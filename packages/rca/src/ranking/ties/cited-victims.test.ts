import { expect, test } from 'vitest';
import { createTopologyIndex } from '../../network/topology-index.ts';
import { sighting } from '../../testing/anomaly.ts';
import { edge, network, node } from '../../testing/network.ts';
import { findingsOf } from '../finding.ts';
import { felt } from '../terms/term-values.ts';
import { citedVictims, LISTED_ENTITIES } from './cited-victims.ts';
import { dependencyMap } from './dependency-map.ts';

/** So many services that call a database, two in three of them by another one, with strengths that do not add up exactly. */
function outage(count: number) {
  const db = node('service', 'db');
  const services = Array.from({ length: count }, (_, n) => node('service', `s${n}`));
  const calls = services.map((service, n) => ({
    ...edge(service, n % 3 === 0 ? db : services[n - (n % 3)]!, 'calls'),
    criticality: 1 / (n + 3),
  }));
  const index = createTopologyIndex(network([db, ...services], calls));
  const findings = findingsOf(
    services.map((service) => sighting(service)),
    index,
  );
  return { db, index, map: dependencyMap(findings, index, 5) };
}

test('how much all victims feel is, to the last bit, the sum of the listed ones plus that of the others', () => {
  for (const count of [0, 1, LISTED_ENTITIES, LISTED_ENTITIES + 1, 77, 200]) {
    const { db, index, map } = outage(count);
    const { victims, cut } = citedVictims(db.id, map.victims(index.numberOf(db.id)));
    expect(victims).toHaveLength(Math.min(count, LISTED_ENTITIES));
    const sum = victims.reduce((total, victim) => total + felt(victim), 0) + (cut?.sum ?? 0);
    expect(map.feltByVictims(index.numberOf(db.id))).toBe(sum);
    expect(map.victimCount(index.numberOf(db.id))).toBe(count);
  }
});
