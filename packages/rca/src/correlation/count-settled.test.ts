import { describe, expect, test } from 'vitest';
import { createTopologyIndex } from '../network/topology-index.ts';
import { backgroundSince } from '../ranking/background-of.ts';
import { START, sighting } from '../testing/anomaly.ts';
import { twoRacks } from '../testing/network.ts';
import { advance, take } from './incident.ts';
import { type DomainState, emptyDomain } from './incident-state.ts';
import type { FoldContext } from './lifecycle.ts';

const { tors, servers, topology } = twoRacks();
const [tor, otherTor] = tors as [(typeof tors)[0], (typeof tors)[0]];
const server = servers[0]![0]!;
const WINDOW = 600;
const HOUR = 3600;

/** A fold that notes how many incidents the history knows at each revision. */
function fold(depth = 2) {
  let state: DomainState = emptyDomain();
  const known: string[] = [];
  const context: FoldContext = {
    options: { windowMs: WINDOW * 1000, waitMs: 30_000, resolveAfterMs: 300_000, updateEveryMs: 30_000 },
    space: { index: createTopologyIndex(topology), depth, windowMs: WINDOW * 1000 },
    publish: ({ status }) => known.push(`${status} ${state.history?.incidents ?? 0}`),
  };
  const restart = () => {
    state = JSON.parse(JSON.stringify(state));
  };
  return {
    known,
    state: () => state,
    at(about: typeof tor, at: number, metric = 'response_time') {
      take(
        state,
        { ...sighting(about, { at, metric }), newsAt: START + at * 1000 },
        START + at * 1000,
        context,
      );
      restart();
    },
    until(at: number) {
      advance(state, START + at * 1000, context);
      restart();
    },
  };
}

describe('the history counts an incident', () => {
  test('once nothing was heard of it for a window, before the next one is judged', () => {
    const f = fold();
    f.at(tor, 0);
    f.at(server, 10);
    f.until(60);
    expect(f.state().history).toBeUndefined();
    f.at(tor, HOUR);
    f.at(server, HOUR + 10);
    f.until(HOUR + 60);
    expect(f.known).toEqual(['open 0', 'open 1']);
    expect(f.state().history!.words['#response']).toBe(2);
  });
  test('not while there is news of it', () => {
    const f = fold();
    for (let at = 0; at < 2 * HOUR; at += WINDOW - 60) f.at(at % 2 === 0 ? tor : server, at, `metric_${at}`);
    expect(f.state().history).toBeUndefined();
  });
  test('once, however long it stays and whatever becomes of it', () => {
    const f = fold();
    f.at(tor, 0);
    f.at(server, 10);
    for (let hour = 1; hour < 60; hour++) f.until(hour * HOUR);
    expect(f.known).toEqual(['open 0', 'resolved 1']);
    expect(f.state().incidents).toEqual([]);
    expect(f.state().history!.incidents).toBe(1);
  });
  test('together with those that settled at the same time', () => {
    const f = fold(1);
    f.at(tor, 0);
    f.at(tor, 0, 'fan');
    f.at(otherTor, 10);
    f.at(otherTor, 10, 'fan');
    f.until(2 * HOUR);
    f.at(tor, 3 * HOUR);
    expect(f.known.filter((revision) => revision.startsWith('open'))).toHaveLength(2);
    expect(f.state().history).toMatchObject({ incidents: 1, involvements: 2 });
  });
  test('and so does that of the delays between neighbours', () => {
    const f = fold();
    for (let day = 0; day < 6; day++) {
      f.at(tor, day * 24 * HOUR);
      f.at(server, day * 24 * HOUR + 10);
    }
    const [known] = Object.values(f.state().delays!);
    expect(known!.delays).toEqual([10_000, 10_000, 10_000, 10_000, 10_000]);
    expect(backgroundSince(f.state(), 0, 0).delays).toBe(f.state().delays);
  });
  test('never, when it was not published', () => {
    const f = fold();
    f.at(otherTor, 0);
    for (let hour = 1; hour < 60; hour++) f.until(hour * HOUR);
    expect(f.state().history).toBeUndefined();
  });
});
