import fc from 'fast-check';
import { expect, test } from 'vitest';
import { revise, type Sighting } from '../signals/sighting.ts';
import { type AnomalySpec, START, sighting } from '../testing/anomaly.ts';
import { twoRacks } from '../testing/network.ts';
import { isApart } from './apart.ts';
import { relate, type Space } from './correlate.ts';
import { take } from './incident.ts';
import { emptyDomain, type Incident } from './incident-state.ts';
import { memberIndex, noteRevised } from './member-index.ts';
import { enter } from './membership.ts';

const [srv] = twoRacks().servers[0]!;
const space: Space = { index: undefined, depth: 2, windowMs: 600_000 };
const turnsWithin = (range: number) => {
  const seconds = fc.integer({ min: -range, max: range });
  return fc.record({ startedAt: seconds, newsAt: seconds, endedAt: fc.option(seconds) });
};
const turns = turnsWithin(2_000);
const arrivals = turnsWithin(10_000);
type Turns = typeof turns extends fc.Arbitrary<infer T> ? T : never;

/** An anomaly with these turns, in whatever order. */
function seen({ startedAt, newsAt, endedAt }: Turns, id: string): Sighting {
  const times = { startedAt: startedAt * 1000, newsAt: newsAt * 1000, endedAt: endedAt && endedAt * 1000 };
  return { ...sighting(srv!), ...times, id };
}

function incidentOf(members: readonly Turns[]): Incident {
  const times = { openAt: null, updateAt: null, resolveAt: null, forgetAt: null, resolvedAt: null };
  const start = { newsAt: 0, publishedAt: 0, revision: 0, total: 0, members: [], triggerId: null };
  const incident: Incident = { phase: 'forming', id: 'x', ...start, ...times };
  // Asked before the members come, it has to be kept up to date.
  memberIndex(incident);
  for (const [n, one] of members.entries()) enter(incident, seen(one, `a${n}`), '');
  return incident;
}

test('what is apart is related to no member, also after something new was heard of one', () => {
  let [apart, near] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(turns, { minLength: 1, maxLength: 5 }),
      turns,
      arrivals,
      (members, later, arrival) => {
        const incident = incidentOf(members);
        const next = seen(arrival, 'next');
        const [first] = incident.members;
        revise(first!, { ...seen(later, first!.id), revision: 2 });
        noteRevised(incident, first!);
        const isRelated = incident.members.some((member) => relate(member, next, space) !== undefined);
        if (isRelated) near += 1;
        if (!isApart(incident, next, space)) return;
        apart += 1;
        expect(isRelated).toBe(false);
      },
    ),
    { numRuns: 2_000 },
  );
  expect(Math.min(apart, near)).toBeGreaterThan(100);
});

test('what comes hours later is apart, what comes within the window is not', () => {
  const incident = incidentOf([{ startedAt: 0, newsAt: 0, endedAt: null }]);
  const at = (second: number) => seen({ startedAt: second, newsAt: second, endedAt: null }, 'next');
  expect(isApart(incident, at(600), space)).toBe(false);
  expect(isApart(incident, at(601), space)).toBe(true);
  expect(isApart(incident, at(-600), space)).toBe(false);
  expect(isApart(incident, at(-601), space)).toBe(true);
});

test('what comes within the window of the last news of a member belongs with it, however long ago that began', () => {
  const state = emptyDomain();
  const options = { windowMs: 600_000, waitMs: 30_000, resolveAfterMs: 300_000, updateEveryMs: 30_000 };
  const context = { options, space, publish: () => {} };
  const hear = (metric: string, second: number, spec: AnomalySpec = {}) => {
    const at = START + second * 1000;
    take(state, { ...sighting(srv!, { metric, ...spec }), newsAt: at }, at, context);
  };
  hear('latency', 0);
  hear('errors', 10, { at: 10 });
  hear('latency', 3_600, { revision: 2, score: 9 });
  hear('queue', 3_900, { at: 3_900 });
  expect(state.incidents.map(({ total }) => total)).toEqual([3]);
});
