import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTopologyIndex } from '../network/topology-index.ts';
import { type AnomalySpec, START, sighting } from '../testing/anomaly.ts';
import { twoRacks } from '../testing/network.ts';
import { flappingField, flappingTexts } from './flapping.ts';
import { advance, take } from './incident.ts';
import { type DomainState, emptyDomain, type Incident } from './incident-state.ts';
import type { FoldContext } from './lifecycle.ts';

const { tors, servers, topology } = twoRacks();
const tor = tors[0]!;
const server = servers[0]![0]!;
const HOUR = 3600;

/** A fold that notes what it publishes; seconds after {@link START}. */
function fold() {
  let state: DomainState = emptyDomain();
  const log: string[] = [];
  const context: FoldContext = {
    options: { windowMs: 600_000, waitMs: 30_000, resolveAfterMs: 300_000, updateEveryMs: 30_000 },
    space: { index: createTopologyIndex(topology), depth: 3, windowMs: 600_000 },
    publish: ({ incident, status, at }) => {
      const times = flappingField(incident).flapping?.times;
      log.push(`${(at - START) / 1000} ${status}${times === undefined ? '' : ` ${times}`}`);
    },
  };
  const restart = () => {
    state = JSON.parse(JSON.stringify(state));
  };
  const at = (about: typeof tor, spec: AnomalySpec) => {
    const time = START + (spec.ended ?? spec.at ?? 0) * 1000;
    take(state, { ...sighting(about, spec), newsAt: time }, time, context);
    restart();
  };
  /** Both fire at a time and end ten seconds later. */
  const flap = (time: number, score = 3) => {
    for (const about of [tor, server]) at(about, { at: time, score });
    for (const about of [tor, server]) at(about, { at: time, score, ended: time + 10, revision: 2 });
  };
  return {
    log,
    at,
    flap,
    state: () => state,
    until(time: number) {
      advance(state, START + time * 1000, context);
      restart();
    },
  };
}

describe('an incident that comes back again and again', () => {
  test('is told a few times, then stays open until it was quiet for an hour', () => {
    const f = fold();
    for (let n = 0; n < 100; n++) f.flap(n * 500);
    f.until(99 * 500 + 2 * HOUR);
    expect(f.log).toEqual([
      '30 open',
      '310 resolved',
      '500 reopened',
      '810 resolved',
      '1000 reopened',
      '1310 resolved',
      '1500 reopened 3',
      '53110 resolved 99',
    ]);
  });
  test('must be quiet for longer after each return, up to a bound', () => {
    const quietAfter = (returns: number) => {
      const f = fold();
      for (let n = 0; n <= returns; n++) f.flap(n * 400);
      f.until(10 * HOUR);
      return Number(f.log.at(-1)!.split(' ')[0]) - (returns * 400 + 10);
    };
    expect([0, 1, 2, 3, 4, 5, 6, 50].map(quietAfter)).toEqual([300, 300, 300, 900, 1800, 3600, 3600, 3600]);
  });
  test('is no more than any other once it has fired for long', () => {
    const f = fold();
    for (let n = 0; n < 4; n++) f.flap(n * 500);
    f.at(tor, { at: 2000 });
    f.at(tor, { at: 2000, ended: 20_000, revision: 2 });
    f.until(30_000);
    expect(f.log.slice(-2)).toEqual(['1500 reopened 3', '20300 resolved']);
  });
  test('counts anew when it begins again long after', () => {
    const f = fold();
    for (let n = 0; n < 4; n++) f.flap(n * 500);
    f.at(tor, { at: 2000 });
    f.at(tor, { at: 2000, ended: 20_000, revision: 2 });
    for (let n = 1; n < 5; n++) f.flap(20_000 + n * 500);
    expect(f.log.at(-1)).toBe('21500 reopened 3');
  });
  test('is not the one that comes back seldom: each of its ends is told', () => {
    const f = fold();
    for (let n = 0; n < 6; n++) {
      const from = n * 5800;
      f.at(tor, { at: from });
      f.at(server, { at: from });
      for (const about of [tor, server]) f.at(about, { at: from, ended: from + 5000, revision: 2 });
    }
    f.until(60_000);
    expect(f.log.map((line) => line.split(' ')[1])).toEqual([
      'open',
      'resolved',
      ...Array.from({ length: 5 }, () => ['reopened', 'resolved']).flat(),
    ]);
  });
});

describe('an anomaly that ends and comes back while its incident is open', () => {
  const flaps = (scores: (n: number) => number) => {
    const f = fold();
    f.at(tor, { metric: 'link_down', at: 0 });
    for (let n = 0; n < 100; n++) {
      const time = 60 + n * 60;
      f.at(server, { at: time, score: 2 });
      f.at(server, { at: time, score: scores(n), revision: 2 });
      f.at(server, { at: time, score: scores(n), ended: time + 10, revision: 3 });
    }
    return f.log;
  };
  test('is told once when it is as bad as before, also when it first grows to that', () => {
    expect(flaps(() => 8)).toEqual(['60 open']);
  });
  test('is told again when it is worse than ever', () => {
    expect(flaps((n) => (n < 50 ? 4 : 8))).toEqual(['60 open', '3060 updated']);
  });
});

test('whatever comes when, it is reopened five times within an hour at most, and ends in the end', () => {
  const gaps = fc.array(fc.integer({ min: 20, max: 2500 }), { minLength: 5, maxLength: 25 });
  fc.assert(
    fc.property(gaps, (waits) => {
      const f = fold();
      let time = 0;
      for (const wait of waits) {
        f.flap(time);
        time += wait;
      }
      f.until(time + 3 * HOUR);
      const reopened = f.log
        .filter((line) => line.includes('reopened'))
        .map((line) => Number.parseInt(line, 10));
      for (const from of reopened)
        expect(reopened.filter((at) => at >= from && at <= from + HOUR).length).toBeLessThanOrEqual(5);
      expect(f.log.at(-1)).toContain('resolved');
    }),
    { numRuns: 50, endOnFailure: true },
  );
});

test('a result says how often it came back, and since when', () => {
  const f = fold();
  for (let n = 0; n < 5; n++) f.flap(n * 500);
  const [incident] = f.state().incidents as [Incident];
  expect(flappingField(incident)).toEqual({ flapping: { times: 4, since: '2026-01-27T10:08:20.000Z' } });
  expect(flappingTexts(incident)).toEqual([
    'It is flapping: it came back 4 times since 2026-01-27T10:08:20.000Z, and is over only when it was quiet for longer than usual.',
  ]);
});

test('a state from before there was any of this loads', () => {
  const f = fold();
  f.flap(0);
  f.until(400);
  const [incident] = f.state().incidents as [Incident];
  expect(incident).not.toHaveProperty('returns');
  f.flap(500);
  expect(f.log.at(-1)).toBe('500 reopened');
});
