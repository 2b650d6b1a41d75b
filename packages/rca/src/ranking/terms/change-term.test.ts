import { describe, expect, test } from 'vitest';
import { type Change, type ChangeMemory, noteChange } from '../../memory/change-memory.ts';
import { changesBefore } from '../../memory/changes-before.ts';
import { createTopologyIndex } from '../../network/topology-index.ts';
import { explain } from '../../result/explain.ts';
import type { Sighting } from '../../signals/sighting.ts';
import { START, sighting } from '../../testing/anomaly.ts';
import { edge, network, node } from '../../testing/network.ts';
import { judgedRanking } from '../judged-ranking.ts';

const [web, shop, db, other] = [
  node('service', 'web'),
  node('service', 'shop'),
  node('service', 'db'),
  node('service', 'other'),
];
const index = createTopologyIndex(
  network([web, shop, db, other], [edge(web, shop, 'calls'), edge(shop, db, 'calls')]),
);
const WINDOW = 600;
const deployed = (about: typeof web, at: number, kind: Change['kind'] = 'deployment'): Change => ({
  entity: about.id,
  name: about.name,
  kind,
  at: START + at * 1000,
  summary: `release of ${about.name} at ${at}`,
});
const judged = (members: readonly Sighting[], ...changes: readonly Change[]) => {
  const memory: ChangeMemory = {};
  for (const change of changes) noteChange(memory, change);
  const known = changesBefore(memory, START + 3_600_000, WINDOW * 1000);
  return judgedRanking(members, index, 5, 'ok', { changes: known });
};
const candidate = (name: string, ...args: Parameters<typeof judged>) =>
  judged(...args).ranking.ranked.find(({ suspect }) => suspect.name === name)?.candidate;
const changeOf = (name: string, ...args: Parameters<typeof judged>) =>
  candidate(name, ...args)?.terms.find((term) => term.name === 'change');
const slow = [sighting(web, { at: 100 }), sighting(shop, { at: 100 })];

describe('a change before the trouble', () => {
  test('raises whom it was done to, the more the closer it came before', () => {
    expect(changeOf('shop', slow, deployed(shop, 100))).toMatchObject({ value: 1, weight: 0.25 });
    expect(changeOf('shop', slow, deployed(shop, -200))!.value).toBe(0.5);
    expect(changeOf('shop', slow, deployed(shop, -500))).toBeUndefined();
    expect(changeOf('shop', slow)).toBeUndefined();
  });
  test('says what was done, when and to whom, in the reason, the evidence and the explanation', () => {
    const why = 'deployment of shop at 10:01:10Z, 30 s before its trouble began: release of shop at 70';
    const { ranking, verdict } = judged(slow, deployed(shop, -300), deployed(shop, 70));
    const { candidate: first } = ranking.ranked[0]!;
    expect(first.terms.find(({ name }) => name === 'change')!.why).toBe(why);
    expect(first.evidence[0]).toEqual({ kind: 'change', title: why });
    const { summary, text } = explain(ranking, verdict);
    expect(summary).toContain(`What changed before: ${why}.`);
    expect(text).toContain(`What changed before: ${why}.`);
  });
  test('decides between two that are as good as each other', () => {
    const equals = [sighting(web, { at: 100 }), sighting(other, { at: 100 })];
    const first = (...changes: readonly Change[]) =>
      judged(equals, ...changes).ranking.ranked[0]!.suspect.name;
    expect(first(deployed(web, 50))).toBe('web');
    expect(first(deployed(other, 50, 'config_change'))).toBe('other');
    expect(changeOf('other', equals, deployed(other, 50, 'config_change'))!.why).toMatch(
      /^change of configuration of other/,
    );
  });
  test('counts before the trouble of what depends on it, too', () => {
    const late = [sighting(web, { at: 100 }), sighting(shop, { at: 590 })];
    expect(changeOf('shop', late, deployed(shop, 40))).toMatchObject({ value: 0.9, inputs: { of: web.id } });
    expect(changeOf('shop', late, deployed(shop, 40))!.why).toContain(
      '60 s before the trouble of web, which depends on it, began',
    );
  });
  test('makes a candidate of an entity without an anomaly when something anomalous depends on it', () => {
    const one = [sighting(shop, { at: 100 })];
    expect(candidate('db', one)).toBeUndefined();
    expect(candidate('db', one, deployed(db, 50))!.evidence[0]!.kind).toBe('change');
    expect(candidate('db', one, deployed(db, -501))).toBeUndefined();
    expect(candidate('other', one, deployed(other, 50))).toBeUndefined();
  });
});

describe('a change after the trouble', () => {
  test('counts less within the minute in which onsets cannot be told apart, and not at all later', () => {
    expect(changeOf('shop', [slow[1]!], deployed(shop, 130))).toMatchObject({ value: 0.6 });
    expect(changeOf('shop', [slow[1]!], deployed(shop, 130))!.why).toContain('30 s after its trouble began');
    expect(changeOf('shop', [slow[1]!], deployed(shop, 161))).toBeUndefined();
  });
  test('was done to mend it, whatever fails afterwards', () => {
    const later = [sighting(shop, { at: 100 }), sighting(web, { at: 300 })];
    expect(changeOf('shop', later, deployed(shop, 250))).toBeUndefined();
  });
});
