import { describe, expect, test } from 'vitest';
import { createTopologyIndex } from '../network/topology-index.ts';
import { sighting } from '../testing/anomaly.ts';
import { node, twoRacks } from '../testing/network.ts';
import { closeness, reasonOf, relate, type Space } from './correlate.ts';

const { tors, servers, topology } = twoRacks();
const tor = tors[0]!;
const [srv] = servers[0]!;
const far = servers[1]![0]!;
const space: Space = { index: createTopologyIndex(topology), depth: 3, windowMs: 600_000 };

describe('two anomalies are related', () => {
  test('near in time and within the depth', () => {
    expect(relate(sighting(srv!, { at: 42 }), sighting(tor), space)).toEqual({ hops: 1, gapMs: 42_000 });
  });
  test('up to the correlation window and not beyond', () => {
    expect(relate(sighting(srv!, { at: 600 }), sighting(tor), space)).toBeDefined();
    expect(relate(sighting(srv!, { at: 601 }), sighting(tor), space)).toBeUndefined();
  });
  test('when one begins soon after the other ended', () => {
    const long = sighting(tor, { at: 0, ended: 3000 });
    expect(relate(sighting(srv!, { at: 3100 }), long, space)).toBeDefined();
  });
  test('not beyond the depth', () => {
    expect(relate(sighting(far), sighting(srv!), space)).toBeUndefined();
    expect(relate(sighting(far), sighting(srv!), { ...space, depth: 4 })).toMatchObject({ hops: 4 });
  });
  test('an entity that the topology does not know only to itself', () => {
    const stranger = node('server', 'stranger');
    expect(relate(sighting(stranger), sighting(srv!), space)).toBeUndefined();
    expect(relate(sighting(stranger, { metric: 'a' }), sighting(stranger), space)).toMatchObject({ hops: 0 });
  });
  test('by time alone when there is no topology', () => {
    const blind: Space = { ...space, index: undefined };
    expect(relate(sighting(far), sighting(srv!), blind)).toEqual({ hops: undefined, gapMs: 0 });
  });
});

describe('the reason', () => {
  const late = sighting({ ...srv!, name: 'srv-3' }, { at: 42 });
  test('names the hops and the time', () => {
    expect(reasonOf(late, sighting(tor), 1)).toBe(
      'srv-3 is 1 hop from tor-1 and its anomaly began 42 s later',
    );
  });
  test('says when only time speaks for it', () => {
    expect(reasonOf(late, sighting(tor), undefined)).toBe(
      'topology unavailable, related to tor-1 by time alone: its anomaly began 42 s later',
    );
  });
  test('says when it is the same device', () => {
    expect(reasonOf(sighting(tor, { metric: 'x' }), sighting(tor), 0)).toBe(
      'another series of tor-1; its anomaly began at the same time',
    );
  });
});

test('closeness falls with time and with hops', () => {
  const trigger = sighting(tor);
  expect(closeness(sighting(tor, { metric: 'x' }), trigger, space)).toBe(1);
  expect(closeness(sighting(srv!), trigger, space)).toBeCloseTo(0.875);
  expect(closeness(sighting(srv!, { at: 300 }), trigger, space)).toBeCloseTo(0.625);
  expect(closeness(sighting(node('server', 'stranger'), { at: 900 }), trigger, space)).toBe(0);
});
