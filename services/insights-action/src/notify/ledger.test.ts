import { createMemoryStateStore } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { Ledger, type LedgerNote } from './ledger.ts';

const note = (rest: Partial<LedgerNote> = {}): LedgerNote => ({
  incident: 'i',
  channel: 'ops',
  anomalies: ['a', 'b'],
  merged: false,
  standing: 'told',
  sent: true,
  at: 0,
  ...rest,
});
const world = (limit?: number) => {
  const records = createMemoryStateStore().records('ledger');
  return { records, ledger: new Ledger(records, limit) };
};

test('what joins an incident that people know is grouped until a message stands for it', async () => {
  const { ledger } = world();
  await ledger.note(note());
  await ledger.note(note({ anomalies: ['a', 'b', 'c'], sent: false }));
  expect(ledger.counts()).toEqual({ notified: 2, grouped: 1, suppressed: 0 });
  expect(ledger.classOf('c')).toEqual({ class: 'grouped' });
  await ledger.note(note({ anomalies: ['a', 'b', 'c'] }));
  expect(ledger.counts()).toEqual({ notified: 3, grouped: 0, suppressed: 0 });
});

test('what could not be written down is not counted, and is entered again', async () => {
  const { ledger, records } = world();
  await ledger.note(note({ incident: 'j', anomalies: ['b', 'c'], sent: false }));
  const { put } = records;
  records.put = () => Promise.reject(new Error('Redis is away'));
  await expect(ledger.note(note())).rejects.toThrow('away');
  expect(ledger.counts()).toEqual({ notified: 0, grouped: 2, suppressed: 0 });
  expect([ledger.classOf('a'), ledger.classOf('b')]).toEqual([undefined, { class: 'grouped' }]);
  records.put = put;
  await ledger.note(note());
  expect(ledger.counts()).toEqual({ notified: 2, grouped: 1, suppressed: 0 });
  const again = new Ledger(records);
  await again.note(note());
  await again.note(note({ incident: 'j', anomalies: ['c'], sent: false }));
  expect(again.counts()).toEqual(ledger.counts());
});

test('what no channel tells is suppressed, for the reason of the channel that came closest', async () => {
  const { ledger } = world();
  await ledger.note(note({ standing: 'severity', sent: false }));
  expect(ledger.classOf('a')).toEqual({ class: 'suppressed', reason: 'severity' });
  await ledger.note(note({ channel: 'pager', standing: 'mute', sent: false }));
  expect(ledger.classOf('a')).toEqual({ class: 'suppressed', reason: 'mute' });
  await ledger.note(note({ channel: 'pager' }));
  expect(ledger.classOf('a')).toEqual({ class: 'notified' });
  expect(ledger.classOf('x')).toBeUndefined();
});

test('an anomaly goes with the incident that shows it last, and stays told', async () => {
  const { ledger } = world();
  await ledger.note(note());
  await ledger.note(note({ incident: 'j', anomalies: ['c'], standing: 'mute', sent: false }));
  await ledger.note(note({ incident: 'j', anomalies: ['a', 'c'], standing: 'mute', sent: false }));
  expect(ledger.counts()).toEqual({ notified: 2, grouped: 0, suppressed: 1 });
  await ledger.note(note({ anomalies: ['a', 'b', 'c'], merged: true }));
  expect(ledger.counts()).toEqual({ notified: 2, grouped: 0, suppressed: 1 });
  expect(ledger.classOf('c')).toEqual({ class: 'suppressed', reason: 'mute' });
});

test('it goes on after a restart, also with what has moved meanwhile', async () => {
  const { records, ledger } = world();
  await ledger.note(note());
  const next = new Ledger(records);
  expect(next.counts()).toEqual({ notified: 0, grouped: 0, suppressed: 0 });
  await next.note(note({ incident: 'j', anomalies: ['a'], standing: 'mute', sent: false }));
  await next.note(note({ anomalies: ['b', '__proto__'], sent: false }));
  expect(next.counts()).toEqual({ notified: 2, grouped: 1, suppressed: 0 });
  expect(next.classOf('a')).toEqual({ class: 'notified' });
});

test('it is bounded: what changed longest ago leaves', async () => {
  const { records, ledger } = world(2);
  for (const [at, incident] of ['x', 'y', 'x', 'z'].entries())
    await ledger.note(note({ incident, anomalies: [`${incident}${at}`], at }));
  expect(ledger.counts()).toEqual({ notified: 3, grouped: 0, suppressed: 0 });
  await ledger.prune();
  expect([...(await records.all()).keys()].sort()).toEqual(['x', 'z']);
});
