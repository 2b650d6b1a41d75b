import { expect, test } from 'vitest';
import { sampleSummary } from '../testing/sample-summary.ts';
import { readActionEvent, readIncidentEvent, readRemovedEvent } from './read-event.ts';

test('events tell what changed', () => {
  const incident = sampleSummary();
  expect(readIncidentEvent(JSON.stringify(incident))).toEqual({ kind: 'changed', incident });
  expect(readRemovedEvent('{"id":"i1"}')).toEqual({ kind: 'removed', id: 'i1' });
  expect(readActionEvent('{"action_id":"a1","action":"feedback"}')).toMatchObject({ action_id: 'a1' });
});

test.each(['', 'null', '{', '{"id":7}', '[]'])('%j is no event', (data) => {
  expect([readIncidentEvent(data), readRemovedEvent(data), readActionEvent(data)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
