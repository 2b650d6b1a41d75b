import { createEntityResolver } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { sampleIncident } from '../testing/sample-incident.ts';
import { createIncidentBook } from './incident-book.ts';
import { noteOf } from './incident-note.ts';

const resolver = createEntityResolver([]);
const note = (incident: string, startedAt: string, rest = {}, cause = {}) =>
  noteOf(
    {
      incident,
      revision: 1,
      result: sampleIncident({ started_at: startedAt, ...rest }, cause),
      runbooks: [],
      recordedAt: 0,
    },
    {},
  );
const early = note('early', '2026-01-27T12:00:00Z');
const late = note('late', '2026-01-27T12:30:00Z', {}, { root_cause_device: 'server-2', candidates: [] });
const about = (book: ReturnType<typeof createIncidentBook>, labels: Record<string, string>) =>
  book.about(resolver.resolve(labels))?.incident;

test('a device is told about by the incident that it is the cause of, else by the last one', () => {
  const book = createIncidentBook();
  book.put(early);
  book.put(late);
  expect(about(book, { device_name: 'rack-sw-1', site: 'lab' })).toBe('early');
  expect(about(book, { device_name: 'server-1', site: 'lab' })).toBe('late');
  book.remove('late');
  expect(about(book, { device_name: 'server-1', site: 'lab' })).toBe('early');
});

test('the type of a device does not matter, its site and kind do', () => {
  const book = createIncidentBook();
  book.put(early);
  expect(about(book, { instance: 'SERVER-1:9100', site: 'lab', device_type: 'other' })).toBe('early');
  expect(about(book, { instance: 'server-1:9100', site: 'east' })).toBeUndefined();
  expect(about(book, { service: 'server-1', site: 'lab' })).toBeUndefined();
  expect(about(book, {})).toBeUndefined();
});

test('a device that left the newest revision, and all but the given incidents, are forgotten', () => {
  const book = createIncidentBook();
  book.put(early);
  book.put({ ...early, entities: early.entities.slice(0, 1) });
  expect(about(book, { device_name: 'server-1', site: 'lab' })).toBeUndefined();
  book.replace([late]);
  expect(about(book, { device_name: 'rack-sw-1', site: 'lab' })).toBe('late');
  book.replace([]);
  expect(about(book, { device_name: 'rack-sw-1', site: 'lab' })).toBeUndefined();
});

test('what came from outside is one line of bounded length', () => {
  const hostile = note(
    'x'.repeat(5_000),
    '2026-01-27T12:00:00Z',
    {},
    {
      root_cause_device: `\u001b[31m{{ template }}\n${'y'.repeat(100_000)}`,
      candidates: [],
    },
  );
  expect(hostile.annotations.aiops_root_cause).toMatch(/^\{\{ template \}\} y+\.\.\.$/);
  for (const text of Object.values(hostile.annotations)) expect(text.length).toBeLessThanOrEqual(200);
});
