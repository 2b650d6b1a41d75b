import { describe, expect, test } from 'vitest';
import { createTopologyIndex } from '../../network/topology-index.ts';
import { type AnomalySpec, START, sighting } from '../../testing/anomaly.ts';
import { edge, network, node } from '../../testing/network.ts';
import { findingsOf } from '../finding.ts';
import { alarmEvidence } from './alarm-evidence.ts';
import { termValue } from './term-values.ts';

// A slide moves when its valve is opened; an alarm watches both.
const alarm = node('alarm', 'alarm-1');
const [slide, valve, lamp] = ['slide', 'valve', 'lamp'].map((name) => node('variable', name)) as [
  typeof alarm,
  typeof alarm,
  typeof alarm,
];
const index = createTopologyIndex(
  network(
    [alarm, slide, valve, lamp],
    [edge(alarm, slide, 'calls'), edge(slide, valve, 'calls'), edge(lamp, slide, 'calls')],
  ),
);
const turned = (about: typeof alarm, at: number, ended: number | undefined) => ({
  ...sighting(about, { metric: 'state', at }),
  endedAt: ended === undefined ? null : START + ended * 1000,
});
const evidence = (...members: readonly ReturnType<typeof turned>[]) => {
  const of = alarmEvidence(findingsOf(members, index), index, 5)!;
  return (entity: string) => ({
    explains: termValue('explains', { standing: 1, ...of(entity).explains }),
    outOfStep: termValue('out_of_step', of(entity).outOfStep),
    justBefore: termValue('just_before', of(entity).justBefore),
  });
};
const alarmed = turned(alarm, 100, undefined);

test('without an alarm or without a topology there is none', () => {
  const spec: AnomalySpec = { at: 1 };
  expect(alarmEvidence(findingsOf([sighting(slide, spec)], index), index, 5)).toBeUndefined();
  expect(alarmEvidence(findingsOf([alarmed], undefined), undefined, 5)).toBeUndefined();
});

test('a part explains the alarms that depend on it, nearer ones more, and no other changes', () => {
  const of = evidence(alarmed, turned(lamp, 90, undefined), turned(slide, 80, undefined));
  expect(of(slide.id).explains).toBe(0.5);
  expect(of(valve.id).explains).toBeCloseTo(0.85 / 1.85, 4);
  expect(of(lamp.id).explains).toBe(0);
});

describe('a part is out of step', () => {
  test('when it changed and what it depends on did not', () => {
    const of = evidence(alarmed, turned(valve, 10, 20), turned(slide, 11, 21), turned(slide, 95, undefined));
    expect(of(slide.id).outOfStep).toBe(0.5);
  });
  test('when it did not follow', () => {
    const of = evidence(alarmed, turned(valve, 10, 20), turned(slide, 11, undefined));
    expect(of(slide.id).outOfStep).toBe(0.5);
  });
  test('not when it follows, has nothing to follow, or shows nothing at all', () => {
    const of = evidence(alarmed, turned(valve, 10, 20), turned(slide, 11, 21));
    expect(of(slide.id).outOfStep).toBe(0);
    expect(of(valve.id).outOfStep).toBe(0);
    expect(of(lamp.id).outOfStep).toBe(0);
  });
});

describe('a change counts by how closely it came before an alarm', () => {
  test('that depends on it directly', () => {
    const of = evidence(alarmed, turned(valve, 100, undefined), turned(slide, 40, 90));
    expect(of(slide.id).justBefore).toBe(0.5);
    expect(of(valve.id).justBefore).toBe(0);
  });
  test('but not one that came after it, unless within the same cycle of the machine', () => {
    expect(evidence(alarmed, turned(slide, 101, undefined))(slide.id).justBefore).toBe(0);
    expect(evidence(alarmed, turned(slide, 100.4, undefined))(slide.id).justBefore).toBe(1);
  });
});
