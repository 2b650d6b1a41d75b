import { expect, test } from 'vitest';
import { sampleIncident } from '../testing/sample-incident.ts';
import { incidentFacts } from './incident-facts.ts';
import { allBlamedFit, someFits } from './matches-incident.ts';

const named = (name: string) => incidentFacts(sampleIncident({ domain: name }));

test.each([
  ['lab', 'lab', true],
  ['lab', 'labs', false],
  ['*', '', true],
  ['l*b', 'lb', true],
  ['lab*', 'lab', true],
  ['*ab*', 'xaby', true],
  ['a*a', 'a', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*bc*c', 'abc', false],
  ['.*', 'x', false],
  ['*a'.repeat(50), 'a'.repeat(10_000), true],
  [`${'*a'.repeat(50)}b`, 'a'.repeat(1_000_000), false],
])('%.20s is like %.20s: %s', (pattern, text, like) => {
  expect(someFits({ domain: [pattern] }, named(text))).toBe(like);
});

test('a cause that shows nothing itself is known by its name, and has no metric', () => {
  const silent = incidentFacts(sampleIncident({}, { root_cause_device: 'core-9', root_cause_anomaly: null }));
  expect(allBlamedFit({ entity: ['core-9'] }, silent)).toBe(true);
  expect(allBlamedFit({ entity: ['core-9'], metric: ['*'] }, silent)).toBe(false);
  expect(someFits({ entity: ['core-9'] }, silent)).toBe(true);
});

test('what is blamed is found by the id of the cause, where it has one', () => {
  const id = 'urn:aiops:device:switch:lab:rack-sw-1';
  const facts = incidentFacts(sampleIncident({}, { root_cause_entity_id: id }));
  expect(facts.cause).toBe(id);
  expect(facts.blamed.map(({ metric }) => metric).sort()).toEqual(['link_down', 'network_out']);
});
