import { headers, topics } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collectorRecord, NOON, span, spanWorld } from '../testing/span-loop.ts';

/** What `services` requests of 100 ms each in windows that ended so many seconds after noon look like. */
const figure = (service: string, second: number, responseTime: number, errors: number) => [
  [service, 'response_time', second, responseTime],
  [service, 'http_5xx_errors', second, errors],
];

describe('spans of a collector', { timeout: 20_000 }, () => {
  test('become traces and figures, as those of the OTLP receiver do', async () => {
    const collected = await spanWorld();
    const received = await spanWorld();
    const spans = [
      span(1, 1_000, { took: 100 }),
      span(2, 9_999, { took: 300, status: 'error' }),
      span(3, 3_000, { kind: 'client', parentSpanId: '00000000000000a1', took: 5_000 }),
      span(4, 500, { service: 'db', took: 9, tags: { 'http.response.status_code': 503 } }),
      span(5, 30_000),
      span(6, 30_000, { service: 'db' }),
    ];
    await collected.collect(spans);
    await received.publish(spans);
    for (const world of [collected, received]) {
      const loop = await world.start();
      await world.drained(loop);
      expect(await world.traced()).toEqual([1, 2, 3, 4, 5, 6]);
      expect(await world.figures()).toEqual([...figure('db', 10, 9, 1), ...figure('shop', 10, 200, 1)]);
      await loop.stop();
    }
    const texts = async ({ records }: typeof collected) =>
      (await records(topics.traces)).map(({ value }) => String(value)).sort();
    expect(await texts(collected)).toEqual(await texts(received));
  });

  test('make messages with the trace as their key, and figures with the service as theirs', async () => {
    const world = await spanWorld();
    const loop = await world.start();
    await world.collect([span(1, 1_000), span(2, 30_000)]);
    await world.drained(loop);
    const [trace] = await world.records(topics.traces);
    expect(String(trace?.key)).toBe(span(1, 0).traceId);
    const keys = (await world.records(topics.metrics)).map(({ key }) => String(key));
    expect(new Set(keys)).toEqual(new Set(['urn:aiops:service:service:default:shop']));
    await loop.stop();
  });
});

describe('a span', { timeout: 20_000 }, () => {
  test('that comes by several ways, in any order, to any number of instances, counts once', async () => {
    const way = fc.constantFrom('collector', 'otlp', 'tempo');
    const arrivals = fc.array(fc.tuple(fc.nat(11), way), { minLength: 5, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 3 }), async (drawn, members) => {
        const world = await spanWorld();
        const loops = await Promise.all(Array.from({ length: members }, () => world.start()));
        const one = (id: number) => span(id, 1_000 + id * 10, { service: `s${id % 3}`, took: 10 });
        for (const [id, by] of drawn) {
          if (by === 'collector') await world.collect([one(id)]);
          else await world.publish([one(id)], by);
        }
        await world.drained(...loops);
        await world.publish([0, 1, 2].map((id) => span(100 + id, 60_000, { service: `s${id}` })));
        await world.drained(...loops);
        const unique = [...new Set(drawn.map(([id]) => id))].sort((a, b) => a - b);
        expect(await world.traced()).toEqual([...unique, 100, 101, 102]);
        const services = [...new Set(unique.map((id) => `s${id % 3}`))].sort();
        expect(await world.figures()).toEqual(services.flatMap((service) => figure(service, 10, 10, 0)));
        for (const loop of loops) await loop.stop();
        expect(world.crashes).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test('is still known after a restart', async () => {
    const world = await spanWorld();
    await world.publish([span(1, 1_000)]);
    const before = await world.start();
    await world.drained(before);
    await before.stop();
    await world.collect([span(1, 1_000), span(2, 30_000)]);
    const after = await world.start();
    await world.drained(after);
    expect(await world.traced()).toEqual([1, 2]);
    expect(await world.figures()).toEqual(figure('shop', 10, 100, 0));
    await after.stop();
  });

  test('that was published before a crash and not committed is published again with the same bytes, and no other', async () => {
    const world = await spanWorld({ partitions: 1 });
    await world.publish([span(1, 1_000), span(2, 30_000)]);
    const killed = await world.start();
    await expect.poll(() => world.traced()).toEqual([1, 2]);
    await expect.poll(() => world.figures()).toHaveLength(2);
    await killed.abandon();
    const after = await world.start();
    await world.drained(after);
    for (const topic of [topics.traces, topics.metrics]) {
      const texts = (await world.records(topic)).map(({ key, value }) => `${key} ${value}`);
      const half = texts.length / 2;
      expect(texts.slice(half)).toEqual(texts.slice(0, half));
      expect(new Set(texts).size).toBe(half);
    }
    await after.stop();
  });

  test('of another service with the same trace id is another span', async () => {
    const world = await spanWorld();
    const loop = await world.start();
    const { traceId } = span(1, 0);
    await world.publish([span(1, 1_000), span(2, 1_000, { traceId, service: 'db' })]);
    await world.drained(loop);
    expect(await world.traced()).toEqual([1, 2]);
    await loop.stop();
  });
});

describe('what cannot be read', { timeout: 20_000 }, () => {
  test('goes to the dead letters with its bytes, and what follows is processed', async () => {
    const world = await spanWorld({ partitions: 1 });
    const loop = await world.start();
    await world.bus.publish([
      { topic: topics.otlpSpans, key: null, value: '{"resourceSpans":', partition: 0 },
      { topic: topics.otlpSpans, key: null, value: '{"spans":[]}', partition: 0 },
      { topic: topics.otlpSpans, key: null, value: null, partition: 0 },
      { ...collectorRecord([span(1, 1_000)]), partition: 0 },
    ]);
    await world.drained(loop);
    const letters = await world.records(topics.deadLetters);
    expect(letters.map(({ headers: given }) => given[headers.dlqReason])).toEqual([
      'not_json',
      'schema',
      'tombstone',
    ]);
    expect(letters[0]?.headers).toMatchObject({
      [headers.dlqTopic]: topics.otlpSpans,
      [headers.dlqPartition]: '0',
      [headers.dlqOffset]: '0',
      [headers.dlqService]: 'data-ingestion',
    });
    expect(String(letters[0]?.value)).toBe('{"resourceSpans":');
    expect(await world.traced()).toEqual([1]);
    await loop.stop();
  });

  test('does not cost the spans beside it', async () => {
    const world = await spanWorld();
    const loop = await world.start();
    await world.collect([span(1, 1_000), span(2, 1_000, { spanId: '00' })]);
    await world.drained(loop);
    expect(await world.traced()).toEqual([1]);
    const [letter] = await world.records(topics.deadLetters);
    expect(letter?.headers[headers.dlqReason]).toBe('rejected');
    expect(letter?.headers[headers.dlqError]).toContain('spanId');
    await loop.stop();
  });
});

describe('figures', { timeout: 20_000 }, () => {
  test('count a late span in the next open window, and none that is more than a minute late', async () => {
    const world = await spanWorld();
    const loop = await world.start();
    await world.publish([span(1, 1_000), span(2, 20_000)]);
    await world.publish([span(3, 2_000, { status: 'error' })]);
    await world.publish([span(4, 35_000)]);
    await world.publish([span(5, 200_000)]);
    await world.publish([span(6, 3_000, { took: 9_000 }), span(7, 220_000)]);
    await world.drained(loop);
    expect(await world.traced()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await world.figures()).toEqual([
      ...figure('shop', 10, 100, 0),
      ...figure('shop', 20, 100, 1),
      ...figure('shop', 30, 100, 0),
      ...figure('shop', 40, 100, 0),
      ...figure('shop', 210, 100, 0),
    ]);
    await loop.stop();
  });

  test('of a service that fell silent are told once the clock has passed them', async () => {
    const world = await spanWorld();
    world.world.now = NOON + 5_000;
    const loop = await world.start();
    await world.publish([span(1, 1_000)]);
    await world.drained(loop);
    await loop.tick(NOON + 14_999);
    await loop.tick(NOON + 19_999);
    expect(await world.figures()).toEqual([]);
    await loop.tick(NOON + 20_000);
    expect(await world.figures()).toEqual(figure('shop', 10, 100, 0));
    await loop.tick(NOON + 30_000);
    expect(await world.figures()).toHaveLength(2);
    await loop.stop();
  });

  test('do not suffer from a replica whose clock is ahead', async () => {
    const world = await spanWorld({ partitions: 1 });
    const loop = await world.start();
    world.world.now = NOON + 5_000;
    await world.publish([span(1, 125_000)]);
    await world.publish([span(2, 4_000)]);
    world.world.now = NOON + 24_000;
    await world.publish([span(3, 24_000)]);
    await world.drained(loop);
    expect(await world.figures()).toEqual(figure('shop', 10, 100, 0));
    await loop.stop();
  });

  test('leave out a span from the future, which is published all the same', async () => {
    const world = await spanWorld();
    const loop = await world.start();
    world.world.now = NOON;
    await world.publish([span(1, 3_600_001), span(2, 1_000)]);
    await world.drained(loop);
    await loop.tick(NOON + 20_000);
    expect(await world.traced()).toEqual([1, 2]);
    expect(await world.figures()).toEqual(figure('shop', 10, 100, 0));
    await loop.stop();
  });

  test('do not depend on how spans are cut into records', async () => {
    const drawn = fc.array(
      fc.record({ id: fc.nat(200), end: fc.integer({ min: 0, max: 9_999 }), took: fc.nat(5_000) }),
      { minLength: 1, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(drawn, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), async (input, cuts) => {
        const unique = [...new Map(input.map((one) => [one.id, one])).values()];
        const spans = unique.map(({ id, end, took }) => span(id, end, { took, service: `s${id % 2}` }));
        const results: unknown[] = [];
        for (const isCut of [false, true]) {
          const world = await spanWorld();
          const loop = await world.start();
          for (let at = 0; at < spans.length; ) {
            const size = isCut ? cuts.next().value : spans.length;
            await world.publish(spans.slice(at, at + size));
            at += size;
          }
          await world.publish([span(300, 60_000, { service: 's0' }), span(301, 60_000, { service: 's1' })]);
          await world.drained(loop);
          results.push(await world.figures());
          await loop.stop();
        }
        expect(results[1]).toEqual(results[0]);
      }),
      { numRuns: 10 },
    );
  });
});

describe('the memory of spans', { timeout: 20_000 }, () => {
  test('reaches as far back as a poller may', async () => {
    const world = await spanWorld({ partitions: 1 });
    const loop = await world.start();
    world.world.now = NOON + 10 * 3_600_000;
    await world.publish([span(1, 0), span(2, 4_190_000)]);
    await world.publish([span(1, 0)], 'tempo');
    await world.drained(loop);
    expect(await world.traced()).toEqual([1, 2]);
    await loop.stop();
  });

  test.each([
    ['that is older than it reaches', { later: [span(2, 4_220_000)] }],
    ['that had to make room', { remembered: 3, later: [2, 3, 4, 5].map((id) => span(id, id * 10_000)) }],
  ])('lets a span %s through again, and counts it in no figure', async (_what, { later, ...options }) => {
    const world = await spanWorld({ partitions: 1, ...options });
    const loop = await world.start();
    world.world.now = NOON + 10 * 3_600_000;
    const first = span(1, 0, { service: 'other' });
    await world.publish([first]);
    await world.publish(later);
    await world.drained(loop);
    await loop.tick(world.world.now + 60_000);
    const before = await world.figures();
    await world.publish([first], 'tempo');
    await world.drained(loop);
    await loop.tick(world.world.now + 120_000);
    expect(await world.traced()).toEqual([
      1,
      1,
      ...later.map(({ spanId }) => Number.parseInt(spanId, 16) - 1),
    ]);
    expect(await world.figures()).toEqual(before);
    await loop.stop();
  });
});
