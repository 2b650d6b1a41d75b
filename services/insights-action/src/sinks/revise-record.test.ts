import { createMemoryStateStore } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { createIncidentBook } from '../alertmanager/incident-book.ts';
import { createIncidentLedger } from '../alertmanager/incident-ledger.ts';
import { incidentRecords } from '../api/views/incident-records.ts';
import { createIncidentView } from '../api/views/incident-view.ts';
import { createIncidentSeries } from '../series/incident-series.ts';
import { deliveryOf } from '../testing/delivery-of.ts';
import type { Delivery } from './incident-sink.ts';
import { reviseRecord } from './revise-record.ts';

test('what several write at once follows from each other', async () => {
  const records = createMemoryStateStore().records('r');
  const add = () => reviseRecord(records, 'n', (text) => String(Number(text ?? 0) + 1));
  await Promise.all([add(), add(), add()]);
  expect(await records.get('n')).toBe('3');
  await reviseRecord(records, 'n', () => undefined);
  expect(await records.get('n')).toBe('3');
});

test.each(['view', 'series', 'alerts'])(
  'an earlier revision that another instance delivers at the same time does not replace a later one: %s',
  async (kind) => {
    const store = createMemoryStateStore();
    const now = () => 0;
    const places: Record<string, () => (delivery: Delivery) => Promise<unknown>> = {
      view: () => (delivery) =>
        createIncidentView(incidentRecords(store), now).deliver(delivery, new AbortController().signal),
      series: () => (delivery) =>
        createIncidentSeries({ records: store.records('s'), write: () => {}, now }).sink.deliver(
          delivery,
          new AbortController().signal,
        ),
      alerts: () =>
        createIncidentLedger({
          records: store.records('s'),
          book: createIncidentBook(),
          links: {},
          now,
        }).take,
    };
    const instance = () => places[kind]?.() ?? expect.unreachable();
    const revisions = async () => {
      const names = ['incidents', 'incident_summaries', 's'];
      const texts = await Promise.all(names.map((name) => store.records(name).get('i')));
      return texts.flatMap((text) => {
        if (text === undefined) return [];
        const { revision, result } = JSON.parse(text) as { revision?: number; result?: { revision: number } };
        return [result?.revision ?? revision];
      });
    };
    await instance()(deliveryOf('i', 1));
    for (const order of [
      [2, 3],
      [5, 4],
    ]) {
      await Promise.all(order.map((revision) => instance()(deliveryOf('i', revision))));
      expect(new Set(await revisions())).toEqual(new Set([Math.max(...order)]));
    }
  },
);
