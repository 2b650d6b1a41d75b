import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTopologyIndex } from '../network/topology-index.ts';
import { edge, network, node } from '../testing/network.ts';
import { delayLimits, learnDelays } from './delay-history.ts';
import { type DelayHistory, delaysIn } from './learned-delays.ts';

const [web, api, db] = ['web', 'api', 'db'].map((name) => node('service', name)) as [
  ReturnType<typeof node>,
  ReturnType<typeof node>,
  ReturnType<typeof node>,
];
const index = createTopologyIndex(
  network([web, api, db], [edge(web, api, 'calls'), edge(api, db, 'calls'), edge(api, db, 'depends_on')]),
);
const WINDOW = 600_000;
const at = (entity: typeof web, seconds: number) => ({ entity: entity.id, startedAt: seconds * 1000 });
/** Incidents in which the database failed at 100 s and the API so many seconds later. */
const learned = (...delays: readonly number[]) => {
  const history: DelayHistory = {};
  delays.forEach((delay, n) => {
    learnDelays(history, [at(db, 100), at(api, 100 + delay), at(api, 2000)], index, n, WINDOW);
  });
  return history;
};
const delayOf = (history: DelayHistory) => delaysIn(history)(db.id, api.id);

describe('the usual delay of two neighbours', () => {
  test('is known from five incidents on', () => {
    expect(delayOf(learned(40, 41, 39, 40))).toBeUndefined();
    expect(delayOf(learned(40, 41, 39, 40, 40))).toEqual({
      usual_ms: 40_000,
      tolerance_ms: 15_000,
    });
  });
  test('is the median, which a single odd one does not move', () => {
    expect(delayOf(learned(40, 41, 39, 600, 40, -300, 42))).toMatchObject({ usual_ms: 40_000 });
  });
  test('may be negative, where the dependent is noticed first', () => {
    expect(delayOf(learned(-20, -20, -20, -20, -20))).toMatchObject({ usual_ms: -20_000 });
  });
  test('is taken the more loosely the more it varies, and says nothing when it varies by more than a minute', () => {
    expect(delayOf(learned(30, 35, 40, 45, 50))?.tolerance_ms).toBeCloseTo(3 * 1.4826 * 5000);
    expect(delayOf(learned(10, 50, 100, 150, 200))).toBeUndefined();
  });
  test('follows the last incidents when it changes', () => {
    const history = learned(...Array(30).fill(40), ...Array(5).fill(90));
    expect(Object.values(history).map(({ delays }) => delays.length)).toEqual([delayLimits.kept]);
    expect(delayOf(history)).toMatchObject({ usual_ms: 90_000 });
  });
  test('is that of direct neighbours only, from what is depended on', () => {
    const history: DelayHistory = {};
    for (let n = 0; n < 5; n++) learnDelays(history, [at(db, 0), at(api, 40), at(web, 50)], index, n, WINDOW);
    const known = delaysIn(history);
    expect(known(api.id, web.id)).toMatchObject({ usual_ms: 10_000 });
    expect(known(db.id, web.id)).toBeUndefined();
    expect(known(api.id, db.id)).toBeUndefined();
  });
  test('is not learned from what lies more than a window apart', () => {
    expect(learned(601, 700, -601)).toEqual({});
  });
});

describe('the memory', () => {
  const onsets = fc.array(fc.tuple(fc.constantFrom(web, api, db), fc.nat(900)), { maxLength: 8 });
  test('is the same whatever the order of the anomalies, and after a restart', () => {
    fc.assert(
      fc.property(fc.array(onsets, { maxLength: 12 }), (incidents) => {
        const through: DelayHistory = {};
        let restarted: DelayHistory = {};
        incidents.forEach((incident, n) => {
          const members = incident.map(([entity, seconds]) => at(entity, seconds));
          learnDelays(through, members, index, n, WINDOW);
          restarted = JSON.parse(JSON.stringify(restarted));
          learnDelays(restarted, [...members].reverse(), index, n, WINDOW);
        });
        expect(restarted).toEqual(through);
      }),
      { numRuns: 50 },
    );
  });
  test('answers while it learns and forgets as it does after a restart', () => {
    fc.assert(
      fc.property(fc.array(onsets, { maxLength: 30 }), (incidents) => {
        const history: DelayHistory = {};
        incidents.forEach((incident, n) => {
          learnDelays(
            history,
            incident.map(([entity, seconds]) => at(entity, seconds)),
            index,
            n,
            WINDOW,
          );
          const anew = delaysIn(structuredClone(history));
          for (const cause of [web, api, db])
            for (const dependent of [web, api, db])
              expect(delaysIn(history)(cause.id, dependent.id)).toEqual(anew(cause.id, dependent.id));
        });
      }),
      { numRuns: 50 },
    );
  });
  test('is bounded: those that failed together least recently are forgotten', () => {
    const many = Array.from({ length: delayLimits.pairs + 20 }, (_, n) => node('service', `s${n}`));
    const wide = createTopologyIndex(
      network(
        [db, ...many],
        many.map((one) => edge(one, db, 'calls')),
      ),
    );
    const history: DelayHistory = {};
    const fail = (some: readonly (typeof db)[], n: number) =>
      learnDelays(history, [at(db, 0), ...some.map((one) => at(one, 10))], wide, n, WINDOW);
    fail(many.slice(0, 40), 1);
    fail(many.slice(0, 20), 2);
    for (let n = 3; n < 8; n++) fail(many.slice(20, 40), n);
    expect(delaysIn(history)(db.id, many[20]!.id)).toMatchObject({ usual_ms: 10_000 });
    fail(many.slice(0, 20), 8);
    fail(many.slice(40), 9);
    expect(Object.keys(history)).toHaveLength(delayLimits.pairs);
    expect(history).toHaveProperty([JSON.stringify([db.id, many[0]!.id])]);
    expect(history).not.toHaveProperty([JSON.stringify([db.id, many[20]!.id])]);
    expect(delaysIn(history)(db.id, many[20]!.id)).toBeUndefined();
    expect(JSON.stringify(history).length).toBeLessThan(1_000_000);
  });
  test('takes any name but endless ones', () => {
    const odd = [
      { ...db, id: '__proto__' },
      { ...api, id: 'constructor' },
      { ...web, id: 'x'.repeat(9999) },
    ];
    const [a, b, c] = odd as [typeof db, typeof api, typeof web];
    const strange = createTopologyIndex(network(odd, [edge(b, a, 'calls'), edge(c, a, 'calls')]));
    const history: DelayHistory = {};
    for (let n = 0; n < 5; n++) learnDelays(history, [at(a, 0), at(b, 40), at(c, 40)], strange, n, WINDOW);
    expect(Object.keys(history)).toHaveLength(1);
    const loaded: DelayHistory = JSON.parse(JSON.stringify(history));
    expect(delaysIn(loaded)('__proto__', 'constructor')).toMatchObject({ usual_ms: 40_000 });
    expect(delaysIn(loaded)('toString', 'constructor')).toBeUndefined();
  });
});
