import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTopologyIndex } from '../network/topology-index.ts';
import type { Sighting } from '../signals/sighting.ts';
import { sighting } from '../testing/anomaly.ts';
import { edge, network, node, twoRacks } from '../testing/network.ts';
import { rank } from './rank.ts';
import { listOfTies } from './ties/ties.ts';

const { core, tors, servers, topology } = twoRacks();
const tor = tors[0]!;
const rack = servers[0]!;
const index = createTopologyIndex(topology);
const order = (members: readonly Sighting[]) =>
  rank(members, index, 5).ranked.map(({ suspect }) => suspect.name);
const candidate = (members: readonly Sighting[], name: string) =>
  rank(members, index, 5).ranked.find(({ suspect }) => suspect.name === name)!.candidate;
const value = (members: readonly Sighting[], name: string, term: string) =>
  candidate(members, name).terms.find((one) => one.name === term)!.value;
const slowRack = rack.map((server, place) => sighting(server, { at: 20 + place, score: 6 }));

describe('the first candidate', () => {
  test('is the switch that lost its link, not the servers that suffer more', () => {
    const members = [...slowRack, sighting(tor, { metric: 'link_down', score: 2 })];
    expect(order(members)[0]).toBe('tor-1');
    expect(order(members)).not.toContain('tor-2');
  });
  test('is the same when the switch was noticed a little later than its servers', () => {
    expect(order([...slowRack, sighting(tor, { metric: 'link_down', score: 2, at: 50 })])[0]).toBe('tor-1');
  });
  test('is a switch without data when everything behind it suffers', () => {
    const [first, second] = rank(slowRack, index, 5).ranked;
    expect(first!.suspect.name).toBe('tor-1');
    expect(first!.candidate.against).toContain('it shows no anomaly of its own');
    expect(second!.candidate.score).toBeLessThan(first!.candidate.score);
  });
  test('is not a switch without data when two of its six servers suffer', () => {
    expect(order(slowRack.slice(0, 2))[0]).not.toBe('tor-1');
  });
  test('is the switch itself rather than a core that shows nothing', () => {
    const members = [...slowRack, sighting(tor, { metric: 'cpu_usage', score: 2 })];
    expect(order(members)[0]).toBe('tor-1');
  });
  test('is the database behind the services that call it', () => {
    const services = ['web', 'api', 'cart'].map((name) => node('service', name));
    const [web, api, cart] = services as [typeof core, typeof core, typeof core];
    const db = node('service', 'db');
    const calls = createTopologyIndex(
      network([...services, db], [edge(web, api, 'calls'), edge(api, db, 'calls'), edge(cart, db, 'calls')]),
    );
    const members = [
      sighting(web, { at: 30, score: 9 }),
      sighting(api, { at: 20, score: 7 }),
      sighting(cart, { at: 25, score: 7 }),
      sighting(db, { at: 10, score: 4 }),
    ];
    expect(rank(members, calls, 5).ranked.map(({ suspect }) => suspect.name)[0]).toBe('db');
    expect(rank([...members].reverse(), calls, 5).ranked).toEqual(rank(members, calls, 5).ranked);
  });
});

describe('terms', () => {
  const members = [...slowRack, sighting(tor, { metric: 'link_down', score: 3 })];
  test('discount a victim by the strongest thing it depends on', () => {
    expect(value(members, 'srv-1-1', 'explained_by')).toBeCloseTo(0.6, 2);
    expect(value(members, 'tor-1', 'explained_by')).toBe(0);
  });
  test('discount less what a dependency does not bring about', () => {
    const full = [...members, sighting(rack[0]!, { metric: 'disk_usage', score: 9, at: 30 })];
    expect(value(full, 'srv-1-1', 'explained_by')).toBeCloseTo(0.3, 2);
  });
  test('do not discount by what failed a minute and more later', () => {
    const late = [...slowRack, sighting(tor, { metric: 'link_down', at: 90 })];
    expect(value(late, 'srv-1-1', 'explained_by')).toBe(0);
    expect(candidate(late, 'tor-1').against).toContain('srv-1-1, which depends on it, failed 70 s earlier');
  });
  test('count a peer less that only its callers know', () => {
    const [web, remote] = [node('service', 'web'), node('remote', 'peer', { stub: true })];
    const calls = createTopologyIndex(network([web, remote], [edge(web, remote, 'calls')]));
    const peer = rank([sighting(web), sighting(remote)], calls, 5).ranked.find(
      ({ suspect }) => suspect.name === 'peer',
    );
    expect(peer!.candidate.terms.map(({ name }) => name)).toContain('hearsay');
  });
  test('say what speaks against a victim', () => {
    expect(candidate(members, 'srv-1-1').against[0]).toBe('its upstream tor-1 failed 20 s earlier');
  });
});

/** Any anomalies on the two racks. */
const anyMembers = fc
  .uniqueArray(
    fc.record({ place: fc.nat(14), at: fc.nat(300), score: fc.double({ min: 2, max: 20, noNaN: true }) }),
    {
      selector: ({ place }) => place,
      minLength: 1,
    },
  )
  .map((specs) =>
    specs.map(({ place, at, score }) =>
      sighting(topology.nodes[place]!, { at, score, metric: place % 2 ? 'link_down' : 'errors' }),
    ),
  );

describe('for any incident', () => {
  test('the terms sum to the score exactly and stay in their ranges', () => {
    fc.assert(
      fc.property(anyMembers, (members) => {
        for (const { candidate } of rank(members, index, 5).ranked) {
          const sum = candidate.terms.reduce((total, term) => total + term.value * term.weight, 0);
          expect(Math.round(sum * 1e6) / 1e6).toBe(candidate.score);
          for (const term of candidate.terms) {
            expect(term.value).toBeGreaterThanOrEqual(0);
            expect(term.value).toBeLessThanOrEqual(1);
            expect(term.why).not.toBe('');
          }
        }
      }),
    );
  });
  test('an anomalous entity that nobody is tied to does not change who wins', () => {
    const loner = node('server', 'loner');
    const wider = createTopologyIndex({ ...topology, nodes: [...topology.nodes, loner] });
    fc.assert(
      fc.property(
        anyMembers,
        fc.nat(300),
        fc.double({ min: 2, max: 20, noNaN: true }),
        (members, at, score) => {
          const before = rank(members, wider, 5).ranked.map(({ suspect }) => suspect.entity);
          const after = rank([...members, sighting(loner, { at, score })], wider, 5).ranked;
          expect(after.map(({ suspect }) => suspect.entity).filter((id) => id !== loner.id)).toEqual(before);
        },
      ),
    );
  });
  test('leaving out an anomaly that is neither the cause nor its victim nor anybody else’s cause changes nothing about the winner', () => {
    fc.assert(
      fc.property(anyMembers, fc.nat(14), (members, which) => {
        const full = rank(members, index, 5);
        const winner = full.ranked[0]!.suspect.entity;
        const gone = members[which % members.length]!;
        const victims = listOfTies(full.map.victims(index.numberOf(winner))).map(([victim]) => victim.entity);
        const isServer = gone.entity.includes(':server:');
        fc.pre(isServer && gone.entity !== winner && !victims.includes(gone.entity));
        // What failed before its dependency speaks against that one; without it, that one may rise.
        const upstream = listOfTies(full.map.causes(index.numberOf(gone.entity)));
        fc.pre(upstream.every(([cause]) => cause.onset < gone.startedAt));
        const rest = members.filter((member) => member !== gone);
        expect(rank(rest, index, 5).ranked[0]?.suspect.entity).toBe(winner);
      }),
    );
  });
  test('the order of its anomalies does not matter', () => {
    fc.assert(
      fc.property(anyMembers, (members) => {
        expect(rank([...members].reverse(), index, 5).ranked).toEqual(rank(members, index, 5).ranked);
      }),
    );
  });
});
