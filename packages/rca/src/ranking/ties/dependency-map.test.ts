import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTopologyIndex } from '../../network/topology-index.ts';
import { sighting } from '../../testing/anomaly.ts';
import { edge, network, node } from '../../testing/network.ts';
import { findingsOf } from '../finding.ts';
import { dependencyMap } from './dependency-map.ts';
import { listOfTies } from './ties.ts';
import { upstreamAmong } from './upstream-among.ts';

const DEPTH = 3;
const services = Array.from({ length: 8 }, (_, n) => node('service', `s${n}`));
const place = fc.nat({ max: services.length - 1 });
const world = fc.record({
  calls: fc.array(fc.tuple(place, place), { maxLength: 20 }),
  anomalous: fc.uniqueArray(place, { maxLength: 6 }),
});

/** A network, the anomalous entities in it, and who depends on whom by definition. */
function scene(calls: readonly (readonly [number, number])[], anomalous: readonly number[]) {
  const at = (n: number) => services[n] as (typeof services)[number];
  const edges = calls.map(([a, b]) => ({ ...edge(at(a), at(b), 'calls'), criticality: (a + b) / 20 }));
  const index = createTopologyIndex(network(services, edges));
  const findings = findingsOf(
    anomalous.map((n) => sighting(at(n))),
    index,
  );
  return { index, findings, map: dependencyMap(findings, index, DEPTH) };
}

test('victims are the anomalous entities that reach an entity, nearest first and then by id', () => {
  fc.assert(
    fc.property(world, ({ calls, anomalous }) => {
      const { index, findings, map } = scene(calls, anomalous);
      for (const { id } of services) {
        const expected = [...findings.values()]
          .flatMap((finding) => {
            const reach = index.upstream(finding.entity, DEPTH).get(id);
            return reach === undefined ? [] : [[finding, reach] as const];
          })
          .sort(([, a], [, b]) => a.distance - b.distance);
        const victims = map.victims(index.numberOf(id));
        expect(listOfTies(victims)).toEqual(expected);
        expect(victims.count).toBe(expected.length);
        expect(expected.map((_, place) => victims.distance(place))).toEqual(
          expected.map(([, { distance }]) => distance),
        );
        expect(expected.map((_, place) => victims.strength(place))).toEqual(
          expected.map(([, { strength }]) => strength),
        );
        expect(map.silent.includes(index.numberOf(id)!)).toBe(!findings.has(id) && expected.length >= 2);
      }
    }),
  );
});

test('what an anomalous entity depends on is the same the other way round', () => {
  fc.assert(
    fc.property(world, ({ calls, anomalous }) => {
      const { index, findings, map } = scene(calls, anomalous);
      const ids = [...findings.keys()];
      const among = upstreamAmong(
        ids.map((id) => index.numberOf(id)),
        index,
        DEPTH,
      );
      for (const { id } of services) {
        const reached = [...index.upstream(id, DEPTH)].filter(([other]) => findings.has(other));
        const found = among(index.numberOf(id));
        for (let distance = DEPTH; distance > 0; distance -= 1) {
          const [from, to] = [found.endAt(distance - 1), found.endAt(distance)];
          const nearer = reached.filter(([, reach]) => reach.distance === distance);
          expect(found.places.slice(from ?? 0, to ?? 0).map((place) => ids[place])).toEqual(
            nearer.map(([other]) => other),
          );
        }
        if (!findings.has(id)) continue;
        const ties = listOfTies(map.causes(index.numberOf(id))).map(([{ entity }, reach]) => [entity, reach]);
        expect(new Map(ties as [])).toEqual(new Map(reached as []));
        expect(ties).toHaveLength(reached.length);
      }
    }),
  );
});

test('near is what is within the depth of anything anomalous', () => {
  fc.assert(
    fc.property(world, ({ calls, anomalous }) => {
      const { index, findings, map } = scene(calls, anomalous);
      for (const { id } of services) {
        const near = [...findings.keys()].some((other) => index.hops(id, other, DEPTH) !== undefined);
        expect(map.isNear(index.numberOf(id))).toBe(findings.size === 0 || near);
      }
    }),
  );
  const { map } = scene([[0, 1]], [0]);
  expect(map.isNear(undefined)).toBe(false);
});
