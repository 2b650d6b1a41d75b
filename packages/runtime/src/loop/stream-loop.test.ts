import { headers as names, topics } from '@aiops/contracts';
import { ProxyTracerProvider } from '@opentelemetry/api';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Bus, OutRecord } from '../bus/bus.ts';
import { createMemoryBus } from '../bus/memory.ts';
import { Unavailable } from '../errors.ts';
import { createMemoryStateStore } from '../state/memory.ts';
import type { StateStore } from '../state/state-store.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { type StreamLoop, startStreamLoop } from './stream-loop.ts';
import type { StreamService } from './stream-service.ts';

/** Counts the samples of each metric and says so: an event per message, with the count in its id. */
const counting: StreamService = {
  name: 'counting',
  consumes: [topics.metrics],
  task: (state) => ({
    onMessage(message, emit) {
      if (message.topic !== topics.metrics) return;
      const metric = message.value.metric_name;
      const count = (state.get<{ n: number }>(metric)?.n ?? 0) + 1;
      state.put(metric, { n: count });
      const value = {
        timestamp: '2026-01-01T00:00:00Z',
        event_type: 'counted',
        summary: `${metric} ${count}`,
      };
      emit({ topic: topics.events, key: metric, value });
    },
  }),
};

const started: StreamLoop[] = [];
afterEach(async () => {
  for (const loop of started.splice(0)) await loop.abandon();
});

interface World {
  readonly bus: Bus;
  readonly state: StateStore;
}

async function world(): Promise<World> {
  const bus = createMemoryBus({ batchSize: 3, retryDelayMs: 1 });
  const fleet = [topics.metrics, topics.events, topics.deadLetters, topics.logs];
  await bus.ensureTopics(
    fleet.map((topic) => ({ topic, partitions: topic === topics.logs ? 2 : 1, replicationFactor: 1 })),
  );
  return { bus, state: createMemoryStateStore() };
}

async function run(
  { bus, state }: World,
  service = counting,
  onCrash: (error: Error) => void = (error) => expect.fail(error.stack ?? ''),
  metrics = createMetrics('test'),
  checkpointInterval = 60_000,
) {
  const loop = await startStreamLoop(service, {
    bus,
    state,
    logger: createLogger({ service: service.name, level: 'silent', format: 'json' }),
    metrics,
    tracer: new ProxyTracerProvider().getTracer('test'),
    checkpointInterval,
    checkpointMessages: 1_000_000,
    onCrash,
  });
  started.push(loop);
  return loop;
}

const sample = (metric: string, headers = {}): OutRecord => ({
  topic: topics.metrics,
  key: metric,
  value: JSON.stringify({ metric_name: metric, values: [[1, 2]] }),
  headers,
});

async function summaries(bus: Bus): Promise<string[]> {
  return (await bus.read(topics.events, 0, 0, 1000)).map(
    (record) => JSON.parse(String(record.value)).summary,
  );
}

/** The bus, counting who enters and leaves a group; only the first may enter before `allowed`. */
function countedMemberships(
  bus: Bus,
  memberships: { opened: number; closed: number },
  allowed: Promise<void> = Promise.resolve(),
): Bus {
  return {
    ...bus,
    async consume(options) {
      memberships.opened += 1;
      if (memberships.opened > 1) await allowed;
      const consumer = await bus.consume(options);
      let open = true;
      return {
        committed: (partition) => consumer.committed(partition),
        commit: (partition, offsets) => consumer.commit(partition, offsets),
        assigned: () => consumer.assigned(),
        pause: () => consumer.pause(),
        async close() {
          await consumer.close();
          if (open) memberships.closed += 1;
          open = false;
        },
      };
    },
  };
}

const until = (condition: () => Promise<boolean>) =>
  vi.waitFor(async () => expect(await condition()).toBe(true), { timeout: 30_000, interval: 5 });

describe('the processing loop', () => {
  test('what is read is folded, published, saved and committed', async () => {
    const w = await world();
    const loop = await run(w);
    await w.bus.publish([sample('a'), sample('b'), sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 3);
    await loop.stop();
    expect(await summaries(w.bus)).toEqual(['a 1', 'b 1', 'a 2']);
    const checkpoint = await w.state.load('counting/0', { [topics.metrics]: 3 });
    expect(checkpoint?.offsets).toEqual({ [topics.metrics]: 3 });
    expect(checkpoint?.entries.get('a')).toBe('{"n":2}');
  });

  test('after a clean stop the next start goes on where it was', async () => {
    const w = await world();
    await w.bus.publish([sample('a'), sample('a')]);
    const first = await run(w);
    await until(async () => (await summaries(w.bus)).length === 2);
    await first.stop();
    await run(w);
    await w.bus.publish([sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 3);
    expect(await summaries(w.bus)).toEqual(['a 1', 'a 2', 'a 3']);
  });

  test('after a crash the same messages meet the same state and give the same outputs', async () => {
    const w = await world();
    const first = await run(w);
    await w.bus.publish([sample('a'), sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 2);
    await first.checkpoint();
    await w.bus.publish([sample('a'), sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 4);
    await first.abandon();
    await run(w);
    await until(async () => (await summaries(w.bus)).length === 6);
    expect(await summaries(w.bus)).toEqual(['a 1', 'a 2', 'a 3', 'a 4', 'a 3', 'a 4']);
    const ids = (await w.bus.read(topics.events, 0, 2, 4)).map((record) => record.headers[names.ceId]);
    expect(ids.slice(0, 2)).toEqual(ids.slice(2));
  });

  test('state that was written but whose offsets were not committed is undone', async () => {
    const w = await world();
    const first = await run(w);
    await w.bus.publish([sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 1);
    await first.checkpoint();
    await w.bus.publish([sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 2);
    const { save } = w.state;
    vi.spyOn(w.state, 'save').mockImplementation(async (...args) => {
      await save(...args);
      await first.abandon();
    });
    await first.checkpoint();
    vi.restoreAllMocks();
    await run(w);
    await until(async () => (await summaries(w.bus)).length === 3);
    expect(await summaries(w.bus)).toEqual(['a 1', 'a 2', 'a 2']);
  });

  test('state that is lost altogether is rebuilt from the topic, and nothing is published a second time', async () => {
    const w = await world();
    const first = await run(w);
    await w.bus.publish([sample('a'), sample('a'), sample('b'), sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 4);
    await first.stop();
    await run({ ...w, state: createMemoryStateStore() });
    await w.bus.publish([sample('a'), sample('b')]);
    await until(async () => (await summaries(w.bus)).length === 6);
    expect(await summaries(w.bus)).toEqual(['a 1', 'a 2', 'b 1', 'a 3', 'a 4', 'b 2']);
  });

  test('state of an older format is left alone and rebuilt from the topic', async () => {
    const w = await world();
    const first = await run(w);
    await w.bus.publish([sample('a'), sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 2);
    await first.stop();
    await run(w, { ...counting, stateFormat: 2 });
    await w.bus.publish([sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 3);
    expect(await summaries(w.bus)).toEqual(['a 1', 'a 2', 'a 3']);
    expect((await w.state.load('counting/0', { [topics.metrics]: 2 }))?.entries.get('a')).toBe('{"n":2}');
    expect(await w.state.load('counting@2/0', { [topics.metrics]: 9 })).toBeDefined();
  });

  test('a topic that was deleted and created anew begins without the state of the old one, which is told', async () => {
    const old = await world();
    const first = await run(old);
    await old.bus.publish([sample('a'), sample('a')]);
    await until(async () => (await summaries(old.bus)).length === 2);
    await first.stop();
    const w = { ...(await world()), state: old.state };
    const metrics = createMetrics('test');
    const told = async () => (await metrics.occurrences.get()).values.map(({ labels }) => labels.what);
    await run(w, counting, undefined, metrics);
    await w.bus.publish([sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 1);
    expect(await summaries(w.bus)).toEqual(['a 1']);
    expect(await told()).toEqual(['commits_lost']);
  });

  test('time that passes while state is rebuilt publishes nothing', async () => {
    const w = await world();
    const ticking: StreamService = {
      ...counting,
      task: (...place) => ({
        ...counting.task(...place),
        onTick: (now, emit) =>
          emit({
            topic: topics.events,
            key: 'a',
            value: { timestamp: now, event_type: 'tick', summary: 'tick' },
          }),
      }),
    };
    const rebuild = new Map([['#rebuild', JSON.stringify({ [topics.metrics]: 3 })]]);
    await w.state.save('counting/0', await w.state.acquire('counting/0'), { [topics.metrics]: 0 }, rebuild);
    const loop = await run(w, ticking);
    await w.bus.publish([sample('a'), sample('a')]);
    await until(async () => {
      await loop.checkpoint();
      return (await w.state.load('counting/0', { [topics.metrics]: 2 }))?.entries.get('a') === '{"n":2}';
    });
    await loop.tick(1);
    expect(await summaries(w.bus)).toEqual([]);
    await w.bus.publish([sample('a'), sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 1);
    await loop.tick(2);
    expect(await summaries(w.bus)).toEqual(['a 4', 'tick']);
  });

  test('a rebuild that is cut off is finished by the next start', async () => {
    const w = await world();
    const first = await run(w);
    await w.bus.publish([sample('a'), sample('a'), sample('a'), sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 4);
    await first.stop();
    await w.bus.publish([sample('a')]);
    const state = createMemoryStateStore();
    const second = await run({ ...w, state });
    await until(async () => (await state.load('counting/0', {})) !== undefined);
    await second.abandon();
    await run({ ...w, state });
    await until(async () => (await summaries(w.bus)).length === 5);
    expect((await summaries(w.bus)).at(-1)).toBe('a 5');
  });

  test('a state store that lost its last writes is caught up with: the messages in between are read again', async () => {
    const w = await world();
    const first = await run(w);
    await w.bus.publish([sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 1);
    await first.checkpoint();
    const old = await w.state.load('counting/0', { [topics.metrics]: 1 });
    await w.bus.publish([sample('a'), sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 3);
    await first.stop();
    const state = createMemoryStateStore();
    await state.save(
      'counting/0',
      await state.acquire('counting/0'),
      old?.offsets ?? {},
      old?.entries ?? new Map(),
    );
    await run({ ...w, state });
    await w.bus.publish([sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 6);
    expect(await summaries(w.bus)).toEqual(['a 1', 'a 2', 'a 3', 'a 2', 'a 3', 'a 4']);
  });

  test('a message that cannot be processed goes to the dead-letter topic untouched, and the next one is processed', async () => {
    const w = await world();
    await run(w);
    const bytes = Buffer.from([0x7b, 0xff, 0x00]);
    const key = Buffer.from([1, 2, 255]);
    await w.bus.publish([
      { topic: topics.metrics, key, value: bytes, headers: { mine: 'kept' } },
      sample('a'),
    ]);
    await until(async () => (await summaries(w.bus)).length === 1);
    const [letter] = await w.bus.read(topics.deadLetters, 0, 0, 10);
    expect(letter?.value).toEqual(bytes);
    expect(letter?.key).toEqual(key);
    expect(letter?.headers).toMatchObject({
      mine: 'kept',
      [names.dlqTopic]: topics.metrics,
      [names.dlqPartition]: '0',
      [names.dlqOffset]: '0',
      [names.dlqService]: 'counting',
      [names.dlqReason]: 'not_utf8',
    });
  });

  test('a message that leads to one too large for a broker is a dead letter, and the next one is processed', async () => {
    const w = await world();
    const growing: StreamService = {
      ...counting,
      task: () => ({
        onMessage: (message, emit) => {
          emit({
            topic: topics.events,
            key: 'small',
            value: { timestamp: 0, event_type: 'x', summary: 'small' },
          });
          emit({
            topic: topics.events,
            key: 'copy',
            value: { ...message.value, timestamp: 0, event_type: 'x', more: 'x'.repeat(900) },
          });
        },
      }),
    };
    await run(w, growing);
    const large = { metric_name: 'm', values: [[1, 2]], padding: 'x'.repeat(999_500) };
    await w.bus.publish([{ topic: topics.metrics, key: 'm', value: JSON.stringify(large) }, sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 3);
    const [letter] = await w.bus.read(topics.deadLetters, 0, 0, 10);
    expect(letter?.headers[names.dlqReason]).toBe('too_large');
    expect(letter?.headers[names.dlqError]).toMatch(/leads to a message of \d+ bytes/);
  });

  test('a bus that is away when the group has to be joined again is waited for', async () => {
    const w = await world();
    const { consume } = w.bus;
    let refusals = 2;
    const bus: Bus = {
      ...w.bus,
      consume: (options) =>
        joins++ > 0 && refusals-- > 0 ? Promise.reject(new Unavailable('broker away')) : consume(options),
    };
    let joins = 0;
    const loop = await run({ ...w, bus });
    await w.bus.publish([sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 1);
    await w.state.acquire('counting/0');
    await loop.checkpoint();
    await until(async () => !loop.healthy().up);
    await until(async () => (await summaries(w.bus)).length === 2);
    expect(loop.healthy().up).toBe(true);
  });

  test('a bus that is away is told of by a loop that has no task, too, and that it is back', async () => {
    const w = await world();
    const { consume } = w.bus;
    let isAway = true;
    const bus: Bus = {
      ...w.bus,
      consume: async (options) => {
        const consumer = await consume(options);
        const { committed } = consumer;
        vi.spyOn(consumer, 'committed').mockImplementation((partition) =>
          isAway ? Promise.reject(new Unavailable('broker away')) : committed.call(consumer, partition),
        );
        return consumer;
      },
    };
    const loop = await run({ ...w, bus }, counting, undefined, undefined, 10);
    await until(async () => !loop.healthy().up);
    expect(loop.healthy().detail).toContain('broker away');
    isAway = false;
    await until(async () => loop.healthy().up);
  });

  describe.each(['stop', 'abandon'] as const)('%s', (leave) => {
    test('while the group is being joined again leaves no member behind', async () => {
      const w = await world();
      const memberships = { opened: 0, closed: 0 };
      let joinAgain = () => {};
      const allowed = new Promise<void>((resolve) => {
        joinAgain = resolve;
      });
      const loop = await run({ ...w, bus: countedMemberships(w.bus, memberships, allowed) });
      await w.bus.publish([sample('a')]);
      await until(async () => (await summaries(w.bus)).length === 1);
      await w.state.acquire('counting/0');
      await loop.checkpoint();
      await until(async () => memberships.closed === 1);
      const left = loop[leave]();
      joinAgain();
      await left;
      expect(memberships.closed).toBe(memberships.opened);
      expect(memberships.opened).toBeLessThanOrEqual(2);
    });

    test('does not wait for a bus that is away when the group has to be joined again', async () => {
      const w = await world();
      const { consume } = w.bus;
      let joins = 0;
      const refused = () => Promise.reject(new Unavailable('broker away'));
      const bus: Bus = { ...w.bus, consume: (options) => (joins++ > 0 ? refused() : consume(options)) };
      const loop = await run({ ...w, bus });
      await w.bus.publish([sample('a')]);
      await until(async () => (await summaries(w.bus)).length === 1);
      await w.state.acquire('counting/0');
      await loop.checkpoint();
      await until(async () => joins > 1);
      await loop[leave]();
      const tried = joins;
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(joins).toBe(tried);
    });
  });

  test('stopping with a checkpoint that is refused does not join the group again', async () => {
    const w = await world();
    const memberships = { opened: 0, closed: 0 };
    const loop = await run({ ...w, bus: countedMemberships(w.bus, memberships) });
    await w.bus.publish([sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 1);
    await w.state.acquire('counting/0');
    await loop.stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(memberships).toEqual({ opened: 1, closed: 1 });
  });

  test('while the dead letter cannot be written nothing is committed; afterwards nothing is lost', async () => {
    const w = await world();
    const { publish } = w.bus;
    let refusals = 3;
    vi.spyOn(w.bus, 'publish').mockImplementation(async (records) => {
      if (records.some(({ topic }) => topic === topics.deadLetters) && refusals-- > 0)
        throw new Unavailable('broker away');
      return publish(records);
    });
    const loop = await run(w);
    await w.bus.publish([{ topic: topics.metrics, key: null, value: 'garbage' }, sample('a')]);
    await until(async () => !loop.healthy().up);
    expect(loop.healthy().detail).toContain('broker away');
    await until(async () => (await summaries(w.bus)).length === 1);
    expect(await w.bus.read(topics.deadLetters, 0, 0, 10)).toHaveLength(1);
    expect(loop.healthy().up).toBe(true);
  });

  test('a second instance that takes over fences the first, whose state is not written any more', async () => {
    const w = await world();
    const first = await run(w);
    await w.bus.publish([sample('a')]);
    await until(async () => (await summaries(w.bus)).length === 1);
    const stale = await w.state.acquire('counting/0');
    await first.checkpoint();
    await until(async () => (await summaries(w.bus)).length === 2);
    expect(await summaries(w.bus)).toEqual(['a 1', 'a 1']);
    await expect(w.state.save('counting/0', stale, {}, new Map())).rejects.toThrow(/epoch/);
  });

  test('a bug in the core ends the loop instead of skipping the message', async () => {
    const w = await world();
    const crashes: Error[] = [];
    const faulty: StreamService = {
      ...counting,
      task: () => ({
        onMessage: () => {
          throw new TypeError('undefined is not a function');
        },
      }),
    };
    await run(w, faulty, (error) => crashes.push(error));
    await w.bus.publish([sample('a')]);
    await until(async () => crashes.length > 0);
    expect(crashes[0]?.message).toBe('undefined is not a function');
  });

  test('a long batch lets heartbeats through', async () => {
    const w = await world();
    const slow: StreamService = {
      ...counting,
      task: () => ({
        onMessage: () => {
          const end = performance.now() + 3;
          while (performance.now() < end);
        },
      }),
    };
    let heartbeats = 0;
    const memory = createMemoryBus({ batchSize: 100 });
    await memory.ensureTopics([{ topic: topics.metrics, partitions: 1, replicationFactor: 1 }]);
    await memory.publish(Array.from({ length: 64 }, () => sample('a')));
    const heartbeat = async () => void heartbeats++;
    const bus: Bus = {
      ...memory,
      consume: (options) =>
        memory.consume({
          ...options,
          onBatch: (batch, session) => options.onBatch(batch, { ...session, heartbeat }),
        }),
    };
    await run({ bus, state: w.state }, slow);
    await until(async () => heartbeats >= 4);
  });

  test('an emitted message continues the trace of the one that caused it', async () => {
    const w = await world();
    await run(w);
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await w.bus.publish([sample('a', { [names.traceparent]: trace })]);
    await until(async () => (await summaries(w.bus)).length === 1);
    const [event] = await w.bus.read(topics.events, 0, 0, 1);
    expect(event?.headers[names.traceparent]).toContain('0af7651916cd43dd8448eb211c80319c');
    expect(event?.headers).toMatchObject({
      [names.contentType]: 'application/json',
      [names.ceSpecVersion]: '1.0',
      [names.ceSource]: '/aiops/counting',
      [names.ceSubject]: 'a',
    });
  });

  test('topics with different numbers of partitions are refused, with both numbers', async () => {
    const w = await world();
    const wide: StreamService = { ...counting, consumes: [topics.metrics, topics.logs] };
    await expect(run(w, wide)).rejects.toThrow('found aiops.metrics 1, aiops.logs 2');
  });
});
