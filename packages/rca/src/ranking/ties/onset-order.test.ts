import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learnDelays } from '../../memory/delay-history.ts';
import type { DelayHistory } from '../../memory/learned-delays.ts';
import { createTopologyIndex } from '../../network/topology-index.ts';
import { sighting } from '../../testing/anomaly.ts';
import { twoRacks } from '../../testing/network.ts';
import { rank } from '../rank.ts';
import { orderCredit, precedence, usualText } from './onset-order.ts';

const { tors, servers, topology } = twoRacks();
const tor = tors[0]!;
const server = servers[0]![0]!;
const index = createTopologyIndex(topology);
const usual = (seconds: number) => ({ count: 5, usual_ms: seconds * 1000, tolerance_ms: 15_000 });

describe('what an order of onsets is worth', () => {
  test('without a usual one: all, unless the cause began later; nothing a minute later', () => {
    const credits = [500, 0, -1, -60, -61].map((seconds) => orderCredit(seconds * 1000, undefined));
    expect(credits).toEqual([1, 1, 0.6, 0.6, 0]);
    expect([1, 0, -1].map((lead) => precedence(lead, true, undefined))).toEqual([1, 0.5, 0]);
  });
  test('with a usual one: all when it is kept, less when it is not', () => {
    const credits = [40, 55, 56, 500, 0, -61].map((seconds) => orderCredit(seconds * 1000, usual(40)));
    expect(credits).toEqual([1, 1, 0.6, 0.6, 0.6, 0]);
    const early = [-90, -100, -70, -40, 40].map((seconds) => orderCredit(seconds * 1000, usual(-90)));
    expect(early).toEqual([1, 1, 0, 0.6, 0.6]);
  });
  test('in the usual order the dependency stands first, in another one less surely', () => {
    const stands = (lead: number, isDependent: boolean) => precedence(lead * 1000, isDependent, usual(-20));
    expect([stands(-20, true), stands(20, false)]).toEqual([1, 0]);
    expect([stands(40, true), stands(-40, false)]).toEqual([0.8, 0.2]);
  });
  test('neighbours that usually fail at the same time tell no order', () => {
    expect([5, 0, -5].map((lead) => precedence(lead * 1000, true, usual(3)))).toEqual([1, 0.5, 0]);
  });
  test('is put in words', () => {
    expect([40, 0, -12].map((seconds) => usualText(usual(seconds)))).toEqual([
      '; its own failure is usually 40 s later',
      '; its own failure is usually at the same time',
      '; its own failure is usually 12 s earlier',
    ]);
  });
});

/** So many incidents in which the first server failed so long after its switch. */
const history = (incidents: number, seconds: number) => {
  const delays: DelayHistory = {};
  for (let n = 0; n < incidents; n++) {
    const members = [sighting(tor), sighting(server, { at: seconds })];
    learnDelays(delays, members, index, n, 600_000);
  }
  return delays;
};
const terms = (members: readonly ReturnType<typeof sighting>[], delays: DelayHistory, name: string) =>
  rank(members, index, 5, { delays }).ranked.find(({ suspect }) => suspect.name === name)!.candidate.terms;
const term = (members: readonly ReturnType<typeof sighting>[], delays: DelayHistory, of: string) =>
  terms(members, delays, server.name).find(({ name }) => name === of)!;

describe('in a ranking', () => {
  const failing = (seconds: number) => [sighting(tor, { at: 100 }), sighting(server, { at: 100 + seconds })];
  test('a dependency that is always noticed later is a full explanation', () => {
    const plain = term(failing(-50), {}, 'explained_by').value;
    const learned = term(failing(-50), history(5, -50), 'explained_by');
    expect(learned.value).toBeCloseTo(plain / 0.6, 3);
    expect(learned.why).toBe(
      'it depends on tor-1, which failed 50 s later, too close to tell; its own failure is usually 50 s earlier',
    );
    expect(term(failing(-50), history(5, -50), 'onset').value).toBe(0);
  });
  test('one that failed long before the usual time explains less', () => {
    const plain = term(failing(300), {}, 'explained_by').value;
    const learned = term(failing(300), history(5, 40), 'explained_by');
    expect(learned.value).toBeCloseTo(plain * 0.6, 3);
    expect(learned.why).toBe(
      'it depends on tor-1, which failed 300 s earlier; its own failure is usually 40 s later',
    );
    expect(term(failing(300), history(5, 40), 'onset').value).toBe(0.2);
  });
  test('nothing changes while too little, or only of others, is known', () => {
    const members = fc
      .uniqueArray(fc.record({ place: fc.nat(14), at: fc.nat(300) }), {
        selector: ({ place }) => place,
        minLength: 1,
      })
      .map((specs) => specs.map(({ place, at }) => sighting(topology.nodes[place]!, { at })));
    const others = { [JSON.stringify(['urn:x', 'urn:y'])]: Object.values(history(9, 40))[0]! };
    fc.assert(
      fc.property(members, fc.integer({ min: -300, max: 300 }), (some, seconds) => {
        const { ranked } = rank(some, index, 5);
        for (const delays of [undefined, {}, history(4, seconds), others])
          expect(rank(some, index, 5, { delays }).ranked).toEqual(ranked);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});
