import { expect, test } from 'vitest';
import { createTopologyIndex } from '../network/topology-index.ts';
import { sighting } from '../testing/anomaly.ts';
import { node, twoRacks } from '../testing/network.ts';
import type { Space } from './correlate.ts';
import { isFarFromMembers } from './far-from-members.ts';
import type { Incident } from './incident-state.ts';
import { enter } from './membership.ts';

const { tors, servers, topology } = twoRacks();
const [here, there] = [servers[0]![0]!, servers[1]![0]!];
const space: Space = { index: createTopologyIndex(topology), depth: 2, windowMs: 600_000 };

function incidentOf(...about: (typeof here)[]): Incident {
  const times = { openAt: null, updateAt: null, resolveAt: null, forgetAt: null, resolvedAt: null };
  const start = { newsAt: 0, publishedAt: 0, revision: 0, total: 0, members: [], triggerId: null };
  const incident: Incident = { phase: 'forming', id: 'x', ...start, ...times };
  for (const one of about) enter(incident, sighting(one), '');
  return incident;
}

test('an entity is far until one comes that it is near to', () => {
  const incident = incidentOf(here);
  expect(isFarFromMembers(there.id, incident, space)).toBe(true);
  expect(isFarFromMembers(there.id, incident, space)).toBe(true);
  enter(incident, sighting(tors[1]!), '');
  expect(isFarFromMembers(there.id, incident, space)).toBe(false);
  expect(isFarFromMembers(here.id, incident, space)).toBe(false);
});

test('what was found holds for its depth and its topology only', () => {
  const incident = incidentOf(here);
  expect(isFarFromMembers(there.id, incident, space)).toBe(true);
  expect(isFarFromMembers(there.id, incident, { ...space, depth: 4 })).toBe(false);
  expect(isFarFromMembers(there.id, incident, space)).toBe(true);
  expect(isFarFromMembers(there.id, incident, { ...space, index: undefined })).toBe(false);
});

test('one that the topology does not know is near to itself', () => {
  const stranger = node('server', '__proto__');
  expect(isFarFromMembers(stranger.id, incidentOf(here), space)).toBe(true);
  expect(isFarFromMembers(stranger.id, incidentOf(here, stranger), space)).toBe(false);
});
