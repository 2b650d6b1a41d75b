import { describe, expect, test } from 'vitest';
import { emptyAlertHistory, learnIncident } from '../../memory/alert-history.ts';
import { type AnomalySpec, sighting } from '../../testing/anomaly.ts';
import { node } from '../../testing/network.ts';
import { raritiesOf } from './rarity.ts';

const [web, api, db] = ['web', 'api', 'db'].map((name) => node('service', name)) as [
  ReturnType<typeof node>,
  ReturnType<typeof node>,
  ReturnType<typeof node>,
];
const storm = [
  sighting(web, { metric: 'errors' }),
  sighting(api, { metric: 'errors' }),
  sighting(api, { metric: 'jitter' }),
];
const history = (incidents: number) => {
  const known = emptyAlertHistory();
  for (let n = 0; n < incidents; n++) learnIncident(known, storm);
  return known;
};
const rarity = (spec: AnomalySpec, about = db) =>
  raritiesOf([...storm, sighting(about, spec)], history(20)).get(about.id)!;

describe('the most unusual entity', () => {
  test('is not the one with the most alerts but the one whose alerts are seldom seen', () => {
    const found = raritiesOf([...storm, sighting(db, { metric: 'fan' })], history(20));
    expect(found.get(db.id)!.share).toBe(1);
    expect(found.get(api.id)!.share).toBeLessThan(0.1);
    expect(found.get(db.id)!.why).toContain('fan');
  });
  test('is the one with the most alerts while nothing is known, and then nothing hangs on it', () => {
    const found = raritiesOf(storm, emptyAlertHistory());
    expect(found.get(api.id)).toMatchObject({ share: 1, trust: 0, standing: 1, excusable: 1 });
    expect(found.get(web.id)).toMatchObject({ share: 0.5, standing: 1, excusable: 1 });
  });
});

test('what is known of many incidents is trusted more', () => {
  const trust = (incidents: number) => raritiesOf(storm, history(incidents)).get(web.id)!.trust;
  expect([trust(0), trust(10), trust(30)]).toEqual([0, 0.5, 0.75]);
});

test('an entity whose alerts are seen in every incident explains little, the most unusual is hardly explained', () => {
  expect(rarity({ metric: 'fan' })).toMatchObject({ standing: 1, excusable: 0.3333 });
  const usual = raritiesOf([...storm, sighting(db, { metric: 'fan' })], history(30)).get(web.id)!;
  expect(usual.standing).toBeLessThan(0.35);
  expect(usual.excusable).toBeGreaterThan(0.9);
});

describe('the kind of an alert matters', () => {
  const of = (one: AnomalySpec, other: AnomalySpec) => {
    const found = raritiesOf([sighting(web, one), sighting(db, other)], history(20));
    return found.get(web.id)!.share / found.get(db.id)!.share;
  };
  test('a shortage of its own counts twice', () => {
    expect(of({ metric: 'swap_used' }, { metric: 'jitter_used' })).toBeGreaterThan(1.5);
  });
  test('calls that fail count half', () => {
    expect(of({ metric: 'fan', more: { anomaly_type: 'trace' } }, { metric: 'fan' })).toBeCloseTo(0.5);
  });
});

test('the same series again adds nothing', () => {
  const again = [...storm, sighting(web, { metric: 'errors', at: 60 })];
  expect(raritiesOf(again, history(3))).toEqual(raritiesOf(storm, history(3)));
});

test('an incident that has been counted is not compared with itself', () => {
  const fan = sighting(db, { metric: 'fan' });
  const known = history(20);
  learnIncident(known, [...storm, fan]);
  const shares = [false, true].map(
    (counted) => raritiesOf([sighting(web, { metric: 'new' }), fan], known, counted).get(db.id)!.share,
  );
  expect(shares[1]).toBeGreaterThan(shares[0]!);
});
