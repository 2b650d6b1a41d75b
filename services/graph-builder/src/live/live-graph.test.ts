import { expect, test } from 'vitest';
import { jsonState } from '../testing/json-state.ts';
import { createLiveGraph, type LiveGraph } from './live-graph.ts';
import type { Seen } from './sighting.ts';
import { createTeller } from './teller.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const expire = { calls: 7 * DAY, runs_on: DAY };

const seen = (to: string, at: number, kind: 'calls' | 'runs_on' = 'calls'): Seen => ({
  sighting: {
    kind,
    relation: kind === 'calls' ? 'sync_call' : 'physical',
    source: 'traces',
    from: { name: 'shop' },
    to: { name: to, as: kind === 'calls' ? 'service' : 'host' },
  },
  at,
});
const edges = (graph: LiveGraph) =>
  graph
    .edges()
    .map(({ sighting, last }) => `${sighting.to.name} ${last / MINUTE}`)
    .sort();

test('an edge is kept with the newest time at which it was seen, in whatever order that comes', () => {
  const graph = createLiveGraph(jsonState(), expire, 10);
  for (const minute of [3, 9, 5]) expect(graph.add(seen('db', minute * MINUTE))).toBe(true);
  expect(edges(graph)).toEqual(['db 9']);
  expect([graph.clock, graph.changedAt]).toEqual([9 * MINUTE, 3 * MINUTE]);
});

test('each kind of edge leaves when it was not seen for its own time, and comes back when it is', () => {
  const state = jsonState();
  const graph = createLiveGraph(state, expire, 10);
  graph.add(seen('web-1', DAY, 'runs_on'));
  graph.add(seen('db', DAY));
  graph.add(seen('cart', 2 * DAY));
  expect(edges(graph)).toEqual(['cart 2880', 'db 1440', 'web-1 1440']);
  graph.add(seen('cart', 2 * DAY + 1));
  expect(
    graph
      .edges()
      .map(({ sighting }) => sighting.to.name)
      .sort(),
  ).toEqual(['cart', 'db']);
  graph.add(seen('cart', 8 * DAY + 20 * MINUTE));
  expect(edges(graph)).toEqual([`cart ${8 * 1440 + 20}`]);
  expect(graph.changedAt).toBe(8 * DAY + 20 * MINUTE);
  expect([...state.entries.keys()].filter((key) => key.startsWith('live|'))).toHaveLength(1);
  expect(graph.add(seen('web-1', 8 * DAY, 'runs_on'))).toBe(true);
  expect(edges(graph)).toHaveLength(2);
});

test('what comes too late to stay is not taken', () => {
  const graph = createLiveGraph(jsonState(), expire, 10);
  graph.add(seen('db', 9 * DAY));
  expect(graph.add(seen('old', DAY))).toBe(true);
  expect(graph.edges()).toHaveLength(1);
});

test('there are only so many edges: a new one waits until one has left', () => {
  const state = jsonState();
  const graph = createLiveGraph(state, expire, 2);
  expect([graph.add(seen('a', 1)), graph.add(seen('b', DAY)), graph.add(seen('c', DAY))]).toEqual([
    true,
    true,
    false,
  ]);
  expect(graph.add(seen('b', 7 * DAY + MINUTE))).toBe(true);
  // What it knows is all in its state.
  const restarted = createLiveGraph(state, expire, 2);
  expect(restarted.add(seen('c', 7 * DAY + 11 * MINUTE))).toBe(true);
  expect(
    restarted
      .edges()
      .map(({ sighting }) => sighting.to.name)
      .sort(),
  ).toEqual(['b', 'c']);
});

test('an edge is told when it is new, and again when it was not told for a while', () => {
  const state = jsonState();
  const meet = (to: string, minute: number, name = 'traces') =>
    createTeller(state, name, 15 * MINUTE, 2).meet(seen(to, minute * MINUTE));
  expect([0, 1, 14.9, 15, 16, 3].map((minute) => meet('db', minute))).toEqual([
    'tell',
    'known',
    'known',
    'tell',
    'known',
    'known',
  ]);
  // Another topic has nothing to do with it.
  expect(meet('db', 16, 'metrics')).toBe('tell');
  expect([meet('cart', 16), meet('mail', 17)]).toEqual(['tell', 'capped']);
  expect([meet('mail', 46), meet('db', 46)]).toEqual(['tell', 'tell']);
});
