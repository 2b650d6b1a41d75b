import { afterEach, expect, test, vi } from 'vitest';
import { AccessRefused, Unavailable } from '../errors.ts';
import { openLateTopology } from './late-topology.ts';
import { createMemoryTopologyStore } from './memory.ts';

const logger = { warn: vi.fn(), info: vi.fn() };
afterEach(() => void vi.clearAllMocks());
const away = new Unavailable('Neo4j at bolt://db:7687 is not reachable');
const open = vi.fn(async () => createMemoryTopologyStore());

test('a store that is there is that store', async () => {
  const store = createMemoryTopologyStore();
  expect(await openLateTopology(async () => store, logger)).toBe(store);
  expect(logger.warn).not.toHaveBeenCalled();
});

test('one that is not there yet is opened once it is, by the first call that finds it', async () => {
  open.mockRejectedValueOnce(away).mockRejectedValueOnce(away);
  const store = await openLateTopology(open, logger);
  await expect(store.snapshot()).rejects.toBe(away);
  expect(await Promise.all([store.snapshot(), store.history()])).toEqual([undefined, []]);
  await store.replace([], [], '2026-01-27T12:00:00.000Z');
  expect(await store.snapshot()).toMatchObject({ nodes: [] });
  expect(open).toHaveBeenCalledTimes(3);
  expect([logger.warn.mock.calls.length, logger.info.mock.calls.length]).toEqual([1, 1]);
});

test('a refused login is told at the start', async () => {
  await expect(openLateTopology(() => Promise.reject(new AccessRefused('no')), logger)).rejects.toThrow('no');
});

test('closing closes what was opened meanwhile, and nothing is opened after it', async () => {
  const found = createMemoryTopologyStore();
  const close = vi.spyOn(found, 'close');
  open.mockRejectedValueOnce(away).mockResolvedValueOnce(found);
  const store = await openLateTopology(open, logger);
  const reading = store.snapshot();
  await store.close();
  await reading;
  expect(close).toHaveBeenCalledOnce();
  await expect(store.snapshot()).rejects.toBeInstanceOf(Unavailable);
});
