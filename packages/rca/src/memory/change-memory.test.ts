import { expect, test } from 'vitest';
import { emptyDomain } from '../correlation/incident-state.ts';
import { takeChange } from '../correlation/take-background.ts';
import { START } from '../testing/anomaly.ts';
import { type Change, type ChangeMemory, noteChange, toChange } from './change-memory.ts';
import { changesBefore } from './changes-before.ts';

const HOUR = 3_600_000;
const options = { windowMs: HOUR, waitMs: 0, resolveAfterMs: HOUR, updateEveryMs: 0 };
const change = (at: number, more: Partial<Change> = {}): Change => ({
  entity: 'urn:db',
  name: 'db',
  kind: 'deployment',
  at: START + at,
  summary: `release ${at}`,
  ...more,
});

test('deployments and changes of configuration are changes, whatever is missing; other events are none', () => {
  const event = { timestamp: 'now', event_type: 'config_change', summary: 'pool of 5' };
  expect(toChange(event, 'urn:aiops:service:service:default:db', 7)).toEqual({
    entity: 'urn:aiops:service:service:default:db',
    name: 'db',
    kind: 'config_change',
    at: 7,
    summary: 'pool of 5',
  });
  expect(toChange({ timestamp: 'now', event_type: 'deployment' }, 'x', 7)?.summary).toBe('no more is known');
  const long = { timestamp: 'now', event_type: 'deployment', summary: 'x'.repeat(1e6) };
  expect(toChange(long, 'x', 7)?.summary).toHaveLength(200);
  expect(toChange({ ...event, event_type: 'maintenance' }, 'x', 7)).toBeUndefined();
});

test('changes are kept in the order of time, each once, twenty of an entity, which may have any name', () => {
  const memory: ChangeMemory = {};
  for (const at of [3, 1, 2, 1, 3]) noteChange(memory, change(at, { entity: '__proto__' }));
  const known = () => changesBefore(memory, START + 99, HOUR).byEntity;
  expect(
    known()
      .get('__proto__')
      ?.map(({ at }) => at - START),
  ).toEqual([1, 2, 3]);
  for (let at = 0; at < 30; at += 1) noteChange(memory, change(at));
  expect(
    known()
      .get('urn:db')
      ?.map(({ at }) => at - START),
  ).toEqual(Array.from({ length: 20 }, (_, n) => n + 10));
});

test('a domain that was saved before there were changes takes one, lets no time pass for it, and forgets old ones', () => {
  const { changes, ...saved } = JSON.parse(JSON.stringify(emptyDomain()));
  expect(changes).toBeUndefined();
  expect(changesBefore(saved.changes, START, HOUR).byEntity.size).toBe(0);
  takeChange(saved, change(0), START, options);
  expect(saved.clock).toBeNull();
  expect([...changesBefore(saved.changes, START - 1, HOUR).byEntity.keys()]).toEqual([]);
  expect([...changesBefore(saved.changes, START, HOUR).byEntity.keys()]).toEqual(['urn:db']);
  takeChange(saved, change(4 * HOUR, { entity: 'urn:web' }), START + 4 * HOUR, options);
  expect([...changesBefore(saved.changes, START + 9 * HOUR, HOUR).byEntity.keys()]).toEqual(['urn:web']);
});
