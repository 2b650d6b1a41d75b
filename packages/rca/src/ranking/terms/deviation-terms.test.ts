import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTopologyIndex } from '../../network/topology-index.ts';
import type { Deviating } from '../../signals/deviating.ts';
import { sighting } from '../../testing/anomaly.ts';
import { byEntity, deviating } from '../../testing/deviation.ts';
import { edge, network, node } from '../../testing/network.ts';
import { rank } from '../rank.ts';
import { strengthOf } from './deviation-terms.ts';

const [web, shop, cart, db] = ['web', 'shop', 'cart', 'db'].map((name) => node('service', name)) as [
  ReturnType<typeof node>,
  ReturnType<typeof node>,
  ReturnType<typeof node>,
  ReturnType<typeof node>,
];
const remote = node('remote', 'gateway');
const index = createTopologyIndex(
  network(
    [web, shop, cart, db, remote],
    [edge(web, shop, 'calls'), edge(web, cart, 'calls'), edge(web, remote, 'calls'), edge(shop, db, 'calls')],
  ),
);
const members = [sighting(web), sighting(shop), sighting(db)];
const ranked = (...all: readonly Deviating[]) =>
  rank(members, index, 5, { deviations: byEntity(...all) }).ranked;
const first = (...all: readonly Deviating[]) => ranked(...all)[0]?.suspect.name;
const termOf = (name: string, term: string, ...all: readonly Deviating[]) =>
  ranked(...all)
    .find(({ suspect }) => suspect.name === name)
    ?.candidate.terms.find((one) => one.name === term)?.value;
const slow = (about: typeof web, size: number) => deviating(about, 'latency_p95', size);

describe('the first candidate', () => {
  test('is who deviates most', () => {
    expect(first(deviating(cart, 'cpu', 40), deviating(shop, 'cpu', 2))).toBe('cart');
  });
  test('is the one that others wait for, although they are slower', () => {
    expect(first(slow(web, 30), slow(shop, 40), slow(db, 25))).toBe('db');
    expect(termOf('shop', 'passed_on', slow(shop, 40), slow(db, 25))).toBeCloseTo(
      0.7 * 0.8 * strengthOf(25),
      4,
    );
  });
  test('is not excused by a dependency in another kind of trouble, or where the shortage is its own', () => {
    expect(termOf('shop', 'passed_on', slow(shop, 40), deviating(db, 'cpu', 25))).toBeUndefined();
    expect(termOf('shop', 'passed_on', deviating(shop, 'cpu', 9), deviating(db, 'cpu', 25))).toBeUndefined();
  });
  test('is the one that is broken itself, whatever those behind it suffer', () => {
    const link = [...members, sighting(db, { metric: 'link_down', score: 2 })];
    const deviations = byEntity(slow(shop, 2000), deviating(shop, 'http_errors', 500));
    expect(rank(link, index, 5, { deviations }).ranked[0]?.suspect.name).toBe('db');
    const [winner] = rank(link, index, 5, { deviations: byEntity(deviating(shop, 'cpu', 2000)) }).ranked;
    expect(winner?.suspect.name).toBe('shop');
  });
  test('is not who gets better', () => {
    expect(first(deviating(cart, 'latency', 90, { direction: 'down' }), slow(db, 3))).toBe('db');
    expect(
      first(deviating(cart, 'availability', 9, { direction: 'down' }), deviating(db, 'availability', 90)),
    ).toBe('cart');
  });
  test('is not a peer that only its callers know, unless it deviates much more', () => {
    expect(first(slow(remote, 30), slow(db, 10))).toBe('db');
    expect(termOf('gateway', 'deviation_by_hearsay', slow(remote, 30))).toBeCloseTo(0.7 * strengthOf(30), 4);
    expect(first(slow(remote, 9000), slow(db, 1))).toBe('gateway');
  });
  test('may be one without an anomaly of its own; one that is out of reach is none', () => {
    expect(first(deviating(cart, 'cpu', 40))).toBe('cart');
    const stranger = node('service', 'stranger');
    const wider = createTopologyIndex(network([web, shop, db, stranger], [edge(web, shop, 'calls')]));
    const { ranked } = rank([sighting(web)], wider, 5, {
      deviations: byEntity(deviating(stranger, 'cpu', 900)),
    });
    expect(ranked.map(({ suspect }) => suspect.name)).not.toContain('stranger');
  });
});

describe('what a caller sees', () => {
  const gap = (callee: typeof web, size: number) =>
    deviating(callee, 'span_gap', size, { kind: 'trace', peer: web.id });
  test('of one of those it calls is that one’s', () => {
    expect(first(gap(cart, 30))).toBe('cart');
  });
  test('of all of them is the caller’s own', () => {
    expect(first(gap(cart, 30), gap(shop, 28), gap(remote, 29))).toBe('web');
    expect(first(gap(cart, 900), gap(shop, 4))).toBe('cart');
  });
  test('counts less where the caller’s own time has grown', () => {
    const own = deviating(web, 'span_self_time', 30, { kind: 'trace' });
    expect(first(gap(cart, 30), own)).toBe('web');
  });
});

test('ten times as large is the same step at every size, and nothing counts more than one', () => {
  expect(strengthOf(0)).toBe(0);
  expect(strengthOf(1e9)).toBe(1);
  const step = (size: number) => strengthOf(10 * size) - strengthOf(size);
  expect(step(100)).toBeCloseTo(step(900), 2);
});

test('the terms sum to the score exactly, whatever deviates', () => {
  const anything = fc.record({
    about: fc.constantFrom(web, shop, cart, db, remote),
    metric: fc.constantFrom('latency', 'cpu', 'availability', 'span_gap', 'x'),
    size: fc.double({ min: 0, max: 1e6, noNaN: true }),
    direction: fc.constantFrom('up', 'down'),
  });
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), (specs) => {
      const all = specs.map(({ about, metric, size, direction }) =>
        deviating(about, metric, size, { direction, ...(metric === 'span_gap' ? { peer: web.id } : {}) }),
      );
      for (const { candidate } of ranked(...all)) {
        const sum = candidate.terms.reduce((total, { value, weight }) => total + value * weight, 0);
        expect(Math.round(sum * 1e6) / 1e6).toBe(candidate.score);
      }
      expect(ranked(...[...all].reverse()).map(({ suspect }) => suspect.entity)).toEqual(
        ranked(...all).map(({ suspect }) => suspect.entity),
      );
    }),
  );
});
