import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admit, announce, emptyMerge, type MergeState, release } from './ordered-release.ts';

const options = { waitMs: 30, retentionMs: 1000 };
const awake = () => false;
const arrival = (
  id: string,
  stamp: number,
  origin?: [name: string, seq: number, watermark: number],
  revision = 1,
) => ({
  id,
  revision,
  stamp,
  value: id,
  ...(origin === undefined ? {} : { origin: { name: origin[0], seq: origin[1], watermark: origin[2] } }),
});
const idsOf = (
  state: MergeState<string>,
  expected: readonly string[] = [],
  isIdle: (o: string) => boolean = awake,
) => release(state, expected, isIdle, options).released.map(({ id }) => id);

describe('what is held goes', () => {
  test('strictly before the lowest watermark minus the wait', () => {
    const state = emptyMerge<string>();
    admit(state, arrival('at-70', 70, ['a', 1, 70]), options);
    admit(state, arrival('at-69', 69, ['a', 2, 70]), options);
    announce(state, 'a', 100, 2);
    announce(state, 'b', 200, 0);
    expect(idsOf(state)).toEqual(['at-69']);
    announce(state, 'a', 101, 2);
    expect(idsOf(state)).toEqual(['at-70']);
  });
  test('by time, then id, then revision', () => {
    const state = emptyMerge<string>();
    admit(state, arrival('b', 5, ['a', 1, 5]), options);
    admit(state, arrival('a', 5, ['a', 2, 5]), options);
    admit(state, arrival('c', 4, ['a', 3, 5]), options);
    announce(state, 'a', 100, 3);
    expect(idsOf(state)).toEqual(['c', 'a', 'b']);
  });
  test('not before all messages that an announcement counts have been seen', () => {
    const state = emptyMerge<string>();
    announce(state, 'a', 500, 2);
    admit(state, arrival('first', 5, ['a', 1, 5]), options);
    expect(idsOf(state)).toEqual([]);
    admit(state, arrival('second', 4, ['a', 2, 5]), options);
    expect(idsOf(state)).toEqual(['second', 'first']);
  });
  test('not before every expected origin was heard of', () => {
    const state = emptyMerge<string>();
    admit(state, arrival('x', 5, ['a', 1, 5]), options);
    announce(state, 'a', 500, 1);
    expect(idsOf(state, ['a', 'b'])).toEqual([]);
    announce(state, 'b', 500, 0);
    expect(idsOf(state, ['a', 'b'])).toEqual(['x']);
  });
  test('all of it when nobody holds back', () => {
    const state = emptyMerge<string>();
    admit(state, arrival('x', 5, ['a', 1, 5]), options);
    announce(state, 'a', 10, 1);
    expect(release(state, ['b'], () => true, options)).toMatchObject({ to: 36 });
    expect(release(state, ['b'], () => true, options)).toEqual({ released: [], to: undefined });
  });
});

describe('a message takes its place', () => {
  test('at its own stamp, at the earliest a wait before the watermark of its origin', () => {
    const state = emptyMerge<string>();
    admit(state, arrival('old', 5, ['a', 1, 100]), options);
    expect(state.held[0]?.at).toBe(70);
  });
  test('at the watermark of its origin when its stamp is ahead of that', () => {
    const state = emptyMerge<string>();
    admit(state, arrival('ahead', 1e9, ['a', 1, 100]), options);
    expect(state.held[0]?.at).toBe(100);
  });
  test('at the position when its own has passed, and says so', () => {
    const state = emptyMerge<string>();
    announce(state, 'a', 500, 0);
    idsOf(state);
    expect(admit(state, arrival('late', 5, ['b', 1, 10]), options)).toBe('late');
    expect(admit(state, arrival('typed', 5), options)).toBe('held');
    expect(state.held.map(({ at }) => at)).toEqual([470, 470]);
  });
});

describe('a duplicate is dropped', () => {
  test('while its id is remembered, revision by revision', () => {
    const state = emptyMerge<string>();
    expect(admit(state, arrival('x', 5, ['a', 1, 5]), options)).toBe('held');
    expect(admit(state, arrival('x', 5, ['a', 1, 5]), options)).toBe('duplicate');
    expect(admit(state, arrival('x', 6, ['a', 2, 6], 2), options)).toBe('held');
    expect(admit(state, arrival('__proto__', 6), options)).toBe('held');
    expect(admit(state, arrival('__proto__', 6), options)).toBe('duplicate');
  });
  test('by its number in the origin once its id is forgotten', () => {
    const state = emptyMerge<string>();
    admit(state, arrival('x', 5, ['a', 1, 5]), options);
    announce(state, 'a', 5000, 1);
    expect(idsOf(state)).toEqual(['x']);
    expect(state.seen).toEqual({});
    expect(admit(state, arrival('x', 5, ['a', 1, 5]), options)).toBe('duplicate');
    expect(admit(state, arrival('new', 5, ['a', 2, 5]), options)).toBe('late');
  });
});

test('for any origins, the order of release does not depend on how they interleave', () => {
  const step = fc.record({ advance: fc.nat(40), back: fc.nat(60), announce: fc.boolean() });
  const origin = fc.array(step, { maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(origin, { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat(), { maxLength: 80 }),
      (origins, picks) => {
        const queues = origins.map((steps, which) => sent(`o${which}`, steps));
        const inTurn = run(
          queues.map((queue) => [...queue]),
          () => 0,
        );
        let at = 0;
        const shuffled = run(
          queues.map((queue) => [...queue]),
          () => picks[at++ % Math.max(1, picks.length)] ?? 0,
        );
        expect(shuffled).toEqual(inTurn);
        expect(shuffled).toHaveLength(origins.flat().length);
      },
    ),
  );
});

type Send = (state: MergeState<string>) => void;

/** What an origin sends: each step is a message with a stamp somewhat back, and perhaps an announcement. */
function sent(name: string, steps: readonly { advance: number; back: number; announce: boolean }[]): Send[] {
  let watermark = 0;
  const queue = steps.flatMap(({ advance, back, announce: tells }, place): Send[] => {
    watermark += advance;
    const message = arrival(`${name}-${place}`, watermark - back, [name, place + 1, watermark]);
    const said = watermark;
    const send: Send = (state) => void admit(state, message, options);
    return tells ? [send, (state) => void announce(state, name, said, place + 1)] : [send];
  });
  return [...queue, (state) => void announce(state, name, 1e6, steps.length)];
}

function run(queues: Send[][], pick: () => number): string[] {
  const names = queues.map((_, which) => `o${which}`);
  let state = emptyMerge<string>();
  const out: string[] = [];
  for (let open = queues; open.length > 0; open = open.filter((queue) => queue.length > 0)) {
    open[pick() % open.length]?.shift()?.(state);
    out.push(...release(state, names, awake, options).released.map(({ id }) => id));
    state = JSON.parse(JSON.stringify(state));
  }
  return out;
}
