import { createMemoryStateStore } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { deliveryOf } from '../testing/delivery-of.ts';
import { createIncidentBook } from './incident-book.ts';
import { createIncidentLedger } from './incident-ledger.ts';
import type { IncidentRecord } from './incident-record.ts';

test('a record is read anew only when it has changed', async () => {
  const records = createMemoryStateStore().records('r');
  const open = () => createIncidentLedger({ records, book: createIncidentBook(), links: {}, now: () => 0 });
  const [ledger, other] = [open(), open()];
  const seen: IncidentRecord[] = [];
  const look = () => ledger.withRecord('i', async (record) => void seen.push(record));
  await other.take(deliveryOf('i', 1));
  await ledger.refresh();
  await look();
  await ledger.refresh();
  await look();
  expect(seen[1]).toBe(seen[0]);
  await other.take(deliveryOf('i', 2));
  await look();
  expect(seen[2]?.revision).toBe(2);
});
