import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '@aiops/config';
import { formatTimestamp } from '@aiops/contracts';
import { createMemoryTopologyStore, type OutMessage, Unavailable } from '@aiops/runtime';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildGraph } from '../service.ts';
import { jsonState } from '../testing/json-state.ts';
import { NOON } from '../testing/spans.ts';
import { type GraphWriter, startGraphWriter } from './graph-writer.ts';
import { createLiveGraph } from './live-graph.ts';
import type { Seen } from './sighting.ts';

const DAY = 86_400_000;
const { criticality, expire } = configSchema.parse({}).topology;
const quiet = { info: vi.fn(), warn: vi.fn() };

let folder: string;
let clock: number;
let writer: GraphWriter;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graph-writer-'));
  await writeFile(join(folder, 'devices.yml'), 'devices: [{name: web-1}]\n');
  clock = NOON;
});
afterEach(async () => {
  await writer.stop();
  await rm(folder, { recursive: true });
});

const call = (to: string, at: number): Seen => ({
  sighting: {
    kind: 'calls',
    relation: 'sync_call',
    source: 'traces',
    from: { name: 'shop' },
    to: { name: to, as: 'service' },
  },
  at,
});

function start(store = createMemoryTopologyStore()) {
  const told: OutMessage[] = [];
  const crashes: Error[] = [];
  const options = {
    devicesFile: join(folder, 'devices.yml'),
    topologyFile: join(folder, 'topology.json'),
    criticality,
    expire,
    store,
    publish: async (messages: readonly OutMessage[]) => void told.push(...messages),
    now: () => clock,
    logger: quiet as never,
  };
  writer = startGraphWriter({ ...options, interval: 5, onCrash: (error) => void crashes.push(error) });
  const graph = createLiveGraph(jsonState(), expire, 100);
  const edges = async () =>
    ((await store.snapshot())?.edges ?? []).map(
      ({ to, last_seen }) => `${to.split(':').at(-1)} ${last_seen}`,
    );
  const summaries = () => told.map(({ value }) => (value as { summary: string }).summary);
  return { options, store, graph, edges, told, summaries, crashes };
}

test('what is seen live is stored once it is offered, as of when it was seen, and told with its difference', async () => {
  const { store, graph, told, crashes } = start();
  await vi.waitFor(async () => expect(await store.snapshot()).toMatchObject({ edges: [] }));
  clock += 60_000;
  graph.add(call('cart', NOON + 20_000));
  writer.offer(graph, clock);
  await vi.waitFor(async () =>
    expect(await store.snapshot()).toMatchObject({
      as_of: '2026-01-27T12:00:20.000Z',
      edges: [{ kind: 'calls' }],
    }),
  );
  await vi.waitFor(() => expect(told).toHaveLength(2));
  expect(told[1]?.value).toMatchObject({
    timestamp: '2026-01-27T12:00:20.000Z',
    event_type: 'topology_changed',
    details: { added_total: 3, removed_total: 0 },
  });
  expect(crashes).toEqual([]);
});

test('nothing is written while nothing changes, and once in a minute when an edge was merely seen again', async () => {
  const { graph, store, edges } = start();
  const replace = vi.spyOn(store, 'replace');
  graph.add(call('cart', NOON));
  writer.offer(graph, clock);
  await vi.waitFor(async () => expect(await edges()).toHaveLength(1));
  await writer.write();
  const written = replace.mock.calls.length;
  graph.add(call('cart', NOON + 9_000));
  writer.offer(graph, clock);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(replace.mock.calls.length).toBe(written);
  clock += 60_000;
  writer.offer(graph, clock);
  await vi.waitFor(async () => expect(await edges()).toEqual(['cart 2026-01-27T12:00:09.000Z']));
});

test('how calls went is stored with the edge when it is due, which changes neither the version nor tells anybody', async () => {
  const { graph, store, told, summaries } = start();
  graph.add(call('cart', NOON));
  writer.offer(graph, clock);
  await vi.waitFor(() => expect(told).toHaveLength(2));
  const before = await store.snapshot();
  const observed = (rate: number, minutes: number) => ({
    sighting: { ...call('cart', NOON).sighting, source: 'events' as const },
    figures: { rate, error_rate: 1, window_end: formatTimestamp(NOON + minutes * 60_000) },
  });
  writer.observe([observed(2, 1)]);
  clock += 60_000;
  writer.offer(graph, clock);
  await vi.waitFor(async () =>
    expect((await store.snapshot())?.edges).toMatchObject([
      { to: before?.edges[0]?.to, rate: 2, error_rate: 1 },
    ]),
  );
  expect(await store.snapshot()).toMatchObject({ version: before?.version, as_of: before?.as_of });
  // What is older is not stored again, and what is stored stays.
  writer.observe([observed(9, 0)]);
  await writer.write();
  expect((await store.snapshot())?.edges).toMatchObject([{ rate: 2 }]);
  expect(told).toHaveLength(2);
  // Nor are they a change beside one that is.
  writer.observe([observed(3, 2)]);
  graph.add(call('db', NOON + 120_000));
  await vi.waitFor(() =>
    expect(summaries().at(-1)).toBe('The topology has 4 nodes and 2 edges; 2 came, 0 went.'),
  );
});

test('edges leave by their age: not because the files are built again, nor because nobody knows yet what was seen', async () => {
  const { options, graph, store, edges, summaries } = start();
  graph.add(call('cart', NOON));
  writer.offer(graph, clock);
  await vi.waitFor(async () => expect(await edges()).toHaveLength(1));
  await writer.stop();
  clock = NOON + 6 * DAY;
  await buildGraph(options);
  expect(await edges()).toHaveLength(1);
  const again = start(store);
  await writer.write();
  expect(await edges()).toHaveLength(1);
  again.graph.add(call('db', NOON + 8 * DAY));
  clock = NOON + 8 * DAY;
  writer.offer(again.graph, clock);
  await vi.waitFor(async () => expect(await edges()).toEqual(['db 2026-02-04T12:00:00.000Z']));
  expect(again.summaries().at(-1)).toBe('The topology has 3 nodes and 1 edges; 2 came, 2 went.');
  expect(summaries()).toHaveLength(2);
  await writer.stop();
  clock = NOON + 16 * DAY;
  await buildGraph(options);
  expect(await store.snapshot()).toMatchObject({ nodes: [{ name: 'web-1' }], edges: [] });
});

test('a live graph that is offered no more counts no more', async () => {
  const { graph, edges } = start();
  await writer.write();
  graph.add(call('cart', NOON));
  writer.offer(graph, clock);
  clock += 10_001;
  await writer.write();
  expect(await edges()).toEqual([]);
});

describe('what cannot be stored', () => {
  test('makes it unhealthy and is tried again: a server that is away, and a file that is wrong', async () => {
    const store = createMemoryTopologyStore();
    const { crashes } = start(store);
    await writer.write();
    const away = vi.spyOn(store, 'snapshot').mockRejectedValue(new Unavailable('Neo4j is away'));
    await writer.write();
    expect(writer.health()).toEqual({ up: false, detail: 'Neo4j is away' });
    away.mockRestore();
    await vi.waitFor(() => expect(writer.health()).toEqual({ up: true, detail: 'ok' }));
    await writeFile(join(folder, 'devices.yml'), 'devices: 7\n');
    await writer.write();
    expect(writer.health()).toMatchObject({ up: false, detail: expect.stringContaining('devices.yml:1:10') });
    await writeFile(join(folder, 'devices.yml'), 'devices: [{name: web-2}]\n');
    await vi.waitFor(async () =>
      expect(await store.snapshot()).toMatchObject({ nodes: [{ name: 'web-2' }] }),
    );
    expect(crashes).toEqual([]);
  });

  test('is a crash when it is anything else', async () => {
    const store = createMemoryTopologyStore();
    vi.spyOn(store, 'snapshot').mockRejectedValue(new Error('BUG'));
    const { crashes } = start(store);
    await vi.waitFor(() => expect(crashes[0]?.message).toBe('BUG'));
  });
});
