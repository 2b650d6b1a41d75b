import { expect, test } from 'vitest';
import { shopMinutes } from '../testing/calls.ts';
import { type CallEdge, newEdge, stepEdge } from './call-edge.ts';

const options = { silentWindows: 5, forgetMs: 86_400_000 };
const WEEK = 10_080;

const seeds = Array.from({ length: 8 }, (_, i) => i + 1);
const weeks = new Map(seeds.map((seed) => [seed, shopMinutes(seed, WEEK + 1_440)]));

/** Minutes at which calls to a peer were missed; they stop at minute `stop`. */
function missedAt(seed: number, peer: string, stop: number): number[] {
  const edge = newEdge(peer, 0);
  return (weeks.get(seed) ?? []).flatMap(({ requests = {}, calls = {} }, minute) => {
    const made = minute >= stop ? 0 : (calls[peer] ?? 0);
    const window = { at: (minute + 1) * 60_000, requests: requests['GET /'] ?? 0, calls: made };
    if (stepEdge(edge, window, options) !== 'vanished') return [];
    edge.open = {} as NonNullable<CallEdge['open']>;
    return [minute];
  });
}

test.each([
  ['db', 15],
  ['cart', 30],
  ['mail', 720],
  ['report', 1_440],
])(
  'calls to %s are missed within %d minutes, and never in a week before, whatever the seed',
  (peer, within) => {
    for (const seed of seeds) {
      const stop = WEEK + ((seed * 137) % 600);
      const [first = Number.NaN, ...others] = missedAt(seed, peer, stop);
      expect(first).toBeGreaterThanOrEqual(stop + 4);
      expect(first).toBeLessThanOrEqual(Math.min(stop + within, WEEK + 1_440));
      expect(others).toEqual([]);
    }
  },
);

/** An edge on which minutes are played; says after how many of them it was missed. */
function playedEdge() {
  const edge = newEdge('db', 0);
  let at = 0;
  return (requests: number, calls: number, minutes: number): number | undefined => {
    for (let i = 0; i < minutes; i += 1) {
      at += 60_000;
      const step = stepEdge(edge, { at, requests, calls }, options);
      if (step === 'vanished') edge.open = {} as NonNullable<CallEdge['open']>;
      if (step === 'vanished') return i + 1;
      if (step !== undefined) edge.open = null;
    }
    return undefined;
  };
}

test('one outage does not blunt the test by more than twice its own length', () => {
  const pass = playedEdge();
  pass(10, 20, 100);
  expect(pass(10, 0, 10)).toBe(5);
  pass(10, 0, 15);
  pass(10, 20, 100);
  expect(pass(10, 0, 100)).toBeLessThanOrEqual(40);
});

test('minutes without requests are no silence', () => {
  const pass = playedEdge();
  pass(10, 20, 100);
  pass(0, 0, 60);
  expect(pass(10, 0, 10)).toBe(5);
});

test('an edge that was given up and came back is missed as soon as any other', () => {
  const pass = playedEdge();
  pass(10, 20, 100);
  expect(pass(10, 0, 10)).toBe(5);
  pass(10, 0, 3 * 1_440);
  pass(10, 20, 70);
  expect(pass(10, 0, 10)).toBe(5);
});

test('a silence that comes every night is missed in the first one only', () => {
  const edge = newEdge('db', 0);
  const nights: number[] = [];
  for (let minute = 0; minute < 7 * 1_440; minute += 1) {
    const isNight = minute % 1_440 >= 1_080;
    const step = stepEdge(
      edge,
      { at: (minute + 1) * 60_000, requests: 10, calls: isNight ? 0 : 20 },
      options,
    );
    if (step === 'vanished') nights.push(Math.floor(minute / 1_440));
    if (step === 'vanished') edge.open = {} as NonNullable<CallEdge['open']>;
    if (step === 'returned') edge.open = null;
  }
  expect(nights).toEqual([0]);
});
