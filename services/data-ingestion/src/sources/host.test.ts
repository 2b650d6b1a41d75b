import { topics } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { quiet, resolver, standInBus } from '../testing/stand-ins.ts';
import { createHostSource } from './host.ts';

const NOON = Date.UTC(2026, 0, 27, 12);

function setUp() {
  const bus = standInBus();
  const world = { now: NOON };
  const source = createHostSource({
    publish: bus.publish,
    resolver,
    now: () => world.now,
    logger: quiet,
    intervalMs: 5_000,
    hostname: 'this-host',
  });
  return { bus, world, source };
}

test('this host is readable, and its samples carry its name', async () => {
  const { bus, world, source } = setUp();
  expect(await source.round()).toBe(5_000);
  world.now += 5_000;
  await source.round();
  const values = bus.values(topics.metrics);
  const names = new Set(values.map(({ metric_name: name }) => name));
  for (const name of ['memory_usage', 'disk_usage', 'load_average']) expect(names).toContain(name);
  expect(values[0]).toMatchObject({
    labels: { instance: 'this-host' },
    entity_id: 'urn:aiops:device:unknown:default:this-host',
    source: 'host',
    values: [[NOON / 1000, expect.any(Number)]],
  });
  expect(source.health()).toEqual({ up: true });
});

test('samples taken while the bus is away are published when it is back', async () => {
  const { bus, world, source } = setUp();
  bus.down = true;
  await source.round();
  expect(source.health()).toEqual({ up: false, detail: 'no broker' });
  bus.down = false;
  world.now += 5_000;
  await source.round();
  const stamps = bus.values(topics.metrics).map(({ timestamp }) => timestamp);
  expect(new Set(stamps).size).toBe(2);
});
