import { type EventMessage, formatTimestamp } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { createTopologyIndex } from '../network/topology-index.ts';
import { rank } from '../ranking/rank.ts';
import { maintenanceField, maintenanceTexts } from '../result/maintenance-field.ts';
import { type AnomalySpec, START, sighting } from '../testing/anomaly.ts';
import { node, twoRacks } from '../testing/network.ts';
import {
  type KnownMaintenance,
  maintenanceBetween,
  noteMaintenance,
  toKnownMaintenance,
  troubleFrom,
} from './known-maintenance.ts';

const web = node('service', 'web');
const stamp = (seconds: number) => formatTimestamp(START + seconds * 1000);
const event = (more: Partial<EventMessage> = {}): EventMessage => ({
  timestamp: stamp(-60),
  event_type: 'maintenance_known',
  entity_id: web.id,
  details: { event_id: 'works', from: stamp(0), until: stamp(100) },
  ...more,
});
const works = (from: number, until: number, more: Partial<KnownMaintenance> = {}): KnownMaintenance => ({
  ...toKnownMaintenance(event())!,
  id: `${from} ${until}`,
  from: START + from * 1000,
  until: START + until * 1000,
  ...more,
});

describe('an event', () => {
  test('is read with its times, its name and its reason', () => {
    expect(toKnownMaintenance(event({ summary: 'x'.repeat(1_000_000) }))).toEqual({
      id: expect.any(String),
      entity: web.id,
      name: 'web',
      announcedAt: START - 60_000,
      from: START,
      until: START + 100_000,
      reason: 'x'.repeat(200),
    });
  });
  test.each<[string, Partial<EventMessage>]>([
    ['of another type', { event_type: 'maintenance' }],
    ['without an entity', { entity_id: undefined }],
    ['without an end', { details: { from: stamp(0) } }],
    ['with a time that is none', { details: { from: stamp(0), until: 'tomorrow' } }],
  ])('%s says nothing', (_what, more) => {
    expect(toKnownMaintenance(event(more))).toBeUndefined();
  });
});

describe('what is known', () => {
  test('is replaced by a later announcement of the same event and entity, and not by an earlier one', () => {
    const first = works(0, 100, { id: 'a' });
    const later = works(0, 50, { id: 'a', announcedAt: START });
    expect(noteMaintenance([first], later, 0)).toEqual([later]);
    expect(noteMaintenance([later], first, 0)).toEqual([later]);
    expect(noteMaintenance([first], first, 0)).toEqual([first]);
  });
  test('is forgotten when it was over long ago, and beyond a thousand that which ends first', () => {
    expect(noteMaintenance([works(0, 100)], works(0, 300), START + 101_000)).toHaveLength(1);
    let known: KnownMaintenance[] = [];
    for (let n = 0; n < 1010; n++) known = noteMaintenance(known, works(0, 2000 - n), 0);
    expect(known).toHaveLength(1000);
    expect(Math.min(...known.map(({ until }) => until))).toBe(START + 1_000_000 + 1000);
  });
  test('is told of a time that it touches, and of several the one that ends last', () => {
    const known = [works(0, 100), works(50, 200)];
    const at = (from: number, to: number) =>
      maintenanceBetween(known, START + from * 1000, START + to * 1000).get(web.id)?.until;
    expect([at(-9, -1), at(-9, 0), at(60, 90), at(199, 300), at(200, 300)]).toEqual([
      undefined,
      known[0]!.until,
      known[1]!.until,
      known[1]!.until,
      undefined,
    ]);
  });
});

describe('anomalies are trouble', () => {
  const from = (known: readonly KnownMaintenance[], ...specs: readonly AnomalySpec[]) => {
    const at = troubleFrom(
      specs.map((spec) => sighting(web, spec)),
      known,
      300_000,
    );
    return at === undefined ? undefined : (at - START) / 1000;
  };
  test('from their beginning, unless they began under maintenance', () => {
    expect(from([], { at: 10 })).toBe(10);
    expect(from([works(0, 100)], { at: 100 })).toBe(100);
    expect(from([works(0, 100)], { at: -1 })).toBe(-1);
    expect(from([works(0, 100, { entity: 'another' })], { at: 10 })).toBe(10);
    expect(from([works(0, 100)], { at: 10 }, { at: 170 })).toBe(100);
  });
  test('that go on after it from its end, also when another one follows it', () => {
    expect(from([works(0, 100)], { at: 10 })).toBe(100);
    expect(from([works(0, 100), works(100, 150), works(120, 130)], { at: 10 })).toBe(150);
  });
  test('that are over before, or of which nobody says the end, never', () => {
    expect(from([works(0, 100)], { at: 10, ended: 99 })).toBeUndefined();
    expect(from([works(0, 500)], { at: 10, more: { anomaly_type: 'log' } })).toBeUndefined();
    expect(from([works(0, 200)], { at: 10, more: { anomaly_type: 'log' } })).toBe(200);
  });
});

describe('in a ranking', () => {
  const { tors, servers, topology } = twoRacks();
  const [tor, far] = tors as [(typeof tors)[0], (typeof tors)[0]];
  const members = servers[0]!.map((server) => sighting(server));
  const about = (...entities: readonly (typeof tor)[]) => ({
    maintenance: new Map(
      entities.map(({ id, name }) => [id, works(0, 100, { entity: id, name, reason: 'New cables' })]),
    ),
  });
  const ranking = (background = {}) => rank(members, createTopologyIndex(topology), 5, background);
  test('only what something anomalous depends on is suspected for it', () => {
    expect(ranking(about(far)).ranked).toEqual(ranking().ranked);
    const [first] = ranking(about(tor)).ranked;
    expect(first!.suspect.name).toBe('tor-1');
    const [plain] = ranking().ranked;
    expect(first!.candidate.score - plain!.candidate.score).toBeGreaterThan(0.2);
  });
  test('it is told of the cause first, of three entities in words and of all in the field', () => {
    const all = ranking(about(...servers[0]!, tor));
    expect(maintenanceField(all).maintenance).toHaveLength(7);
    expect(maintenanceTexts(all)).toEqual([
      'tor-1 is under maintenance since 2026-01-27T10:00:00.000Z until 2026-01-27T10:01:40.000Z: New cables.',
      expect.stringMatching(/^srv-1-1 is under/),
      expect.stringMatching(/^srv-1-2 is under/),
      'So are 4 more.',
    ]);
    expect(maintenanceField(ranking(about(far)))).toEqual({});
  });
});
