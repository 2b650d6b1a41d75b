import { createFleetTopics, createMemoryBus, createMemoryStateStore, type Records } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { createViews } from './views.ts';

test('looks for news follow one another, so that nothing is told twice or out of order', async () => {
  const bus = createMemoryBus();
  await createFleetTopics(bus, 1, 1);
  const store = createMemoryStateStore();
  let under = 0;
  let most = 0;
  let looks = 0;
  const slow = (records: Records): Records => ({
    ...records,
    async get(key) {
      looks += 1;
      under += 1;
      most = Math.max(most, under);
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      under -= 1;
      return records.get(key);
    },
  });
  const views = await createViews(
    {
      state: { records: (name) => slow(store.records(name)) },
      bus,
      now: () => 0,
      logger: { warn: () => {} },
    },
    'here',
  );
  looks = 0;
  const asked: Promise<void>[] = [];
  for (let turn = 0; turn < 100; turn += 1) {
    asked.push(views.refresh());
    await Promise.resolve();
  }
  await Promise.all(asked);
  expect(most).toBe(1);
  expect(looks).toBeGreaterThan(1);
  expect(looks).toBeLessThan(100);
  views.stop();
});
