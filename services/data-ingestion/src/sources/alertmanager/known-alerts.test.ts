import { expect, test } from 'vitest';
import { createKnownAlerts } from './known-alerts.ts';
import type { SeenAlert } from './seen-alert.ts';

const alert = (number: number): SeenAlert => ({
  fingerprint: `f${number}`,
  startsAt: 1_000,
  endsAt: undefined,
  status: 'firing',
  labels: { alertname: 'Down', instance: `i${number}` },
  annotations: {},
  generatorURL: undefined,
});

test('of more alerts than are followed none is told again and again, nor its end where its labels are gone', async () => {
  const stored = new Map<string, string>();
  const cursors = {
    get: async (key: string) => stored.get(key),
    set: async (key: string, value: string) => void stored.set(key, value),
  };
  const all = Array.from({ length: 5_010 }, (_, number) => alert(number));
  const known = createKnownAlerts(cursors);
  expect(await known.listed(all, 2_000)).toHaveLength(5_010);
  await known.told(all, 'listed');
  const next = createKnownAlerts(cursors);
  expect(await next.listed(all, 3_000)).toEqual([]);
  const gone = await next.listed([], 4_000);
  expect(gone).toHaveLength(5_000);
  expect(gone.every(({ status, labels }) => status === 'resolved' && labels.alertname === 'Down')).toBe(true);
});
