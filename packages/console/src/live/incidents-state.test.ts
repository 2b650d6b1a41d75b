import { expect, test } from 'vitest';
import { sampleSummary } from '../testing/sample-summary.ts';
import { NO_INCIDENTS, withChanges, withList } from './incidents-state.ts';

const listed = withList(NO_INCIDENTS, [sampleSummary(), sampleSummary({ id: 'i2' })]);

test('a list is everything there is', () => {
  expect(listed.status).toBe('ready');
  expect([...withList(listed, [sampleSummary({ id: 'i3' })]).byId.keys()]).toEqual(['i3']);
});

test('an incident that is as it was keeps its identity in the next list', () => {
  const next = withList(listed, [sampleSummary(), sampleSummary({ id: 'i2', revision: 2 })]);
  expect(next.byId.get('i1')).toBe(listed.byId.get('i1'));
  expect(next.byId.get('i2')).not.toBe(listed.byId.get('i2'));
});

test('a newer revision takes the place of an older one, and not the other way round', () => {
  const newer = withChanges(listed, [{ kind: 'changed', incident: sampleSummary({ revision: 3 }) }]);
  expect(newer.byId.get('i1')?.revision).toBe(3);
  expect(withChanges(newer, [{ kind: 'changed', incident: sampleSummary({ revision: 2 }) }])).toBe(newer);
});

test('what is removed is gone, and what was not there changes nothing', () => {
  expect(withChanges(listed, [{ kind: 'removed', id: 'i1' }]).byId.has('i1')).toBe(false);
  expect(withChanges(listed, [{ kind: 'removed', id: '__proto__' }])).toBe(listed);
});

test('changes do not touch the state that others still look at', () => {
  withChanges(listed, [{ kind: 'removed', id: 'i2' }]);
  expect(listed.byId.size).toBe(2);
});
