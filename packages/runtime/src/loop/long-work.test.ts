import { topics } from '@aiops/contracts';
import { ProxyTracerProvider } from '@opentelemetry/api';
import { afterEach, expect, test, vi } from 'vitest';
import type { Bus, ConsumeOptions } from '../bus/bus.ts';
import { createMemoryBus } from '../bus/memory.ts';
import { createMemoryStateStore } from '../state/memory.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { type StreamLoop, startStreamLoop } from './stream-loop.ts';
import type { StreamService } from './stream-service.ts';

/** Longer than a slice, so that the loop lets others run after each step. */
const STEP_MS = 25;
const STEPS = 6;

/** Counts a sample in several long steps, and tells of each. */
function laborious(onStep: () => void = () => {}): StreamService {
  return {
    name: 'laborious',
    consumes: [topics.metrics],
    task: (state) => {
      let left = 0;
      let metric = '';
      return {
        onMessage(message) {
          if (message.topic !== topics.metrics) return;
          expect(left, 'steps that are left when the next message comes').toBe(0);
          metric = message.value.metric_name;
          left = STEPS;
        },
        more(emit) {
          if (left === 0) return false;
          const end = performance.now() + STEP_MS;
          while (performance.now() < end);
          onStep();
          const count = (state.get<number>('count') ?? 0) + 1;
          state.put('count', count);
          const value = {
            timestamp: '2026-01-01T00:00:00Z',
            event_type: 'counted',
            summary: `${metric} ${count}`,
          };
          emit({ topic: topics.events, key: 'k', value });
          left -= 1;
          return left > 0;
        },
        onTick() {
          left = 2;
          metric = 'tick';
        },
      };
    },
  };
}

const loops: StreamLoop[] = [];
afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.abandon();
});

async function world() {
  const bus = createMemoryBus({ batchSize: 10, retryDelayMs: 1 });
  await bus.ensureTopics(
    [topics.metrics, topics.events, topics.deadLetters].map((topic) => ({
      topic,
      partitions: 1,
      replicationFactor: 1,
    })),
  );
  const state = createMemoryStateStore();
  const run = async (service: StreamService, through: Bus = bus) => {
    const loop = await startStreamLoop(service, {
      bus: through,
      state,
      logger: createLogger({ service: 'test', level: 'silent', format: 'json' }),
      metrics: createMetrics('test'),
      tracer: new ProxyTracerProvider().getTracer('test'),
      checkpointInterval: 60_000,
      checkpointMessages: 1_000_000,
      onCrash: (error) => expect.fail(error.stack ?? ''),
    });
    loops.push(loop);
    return loop;
  };
  const told = async () =>
    (await bus.read(topics.events, 0, 0, 100)).map(({ value }) => JSON.parse(String(value)).summary);
  return { bus, run, told };
}

/** A bus that tells its consumer, from some moment on, that the assignment is over. */
function isolatedBus(bus: Bus, isCurrent: () => boolean): Bus & { delivered: number } {
  const isolated = {
    ...bus,
    delivered: 0,
    consume: (options: ConsumeOptions) =>
      bus.consume({
        ...options,
        onBatch: async (batch, session) => {
          await options.onBatch(batch, { ...session, isCurrent });
          isolated.delivered += 1;
        },
      }),
  };
  return isolated;
}

const sample = (metric: string) => ({
  topic: topics.metrics,
  key: 'k',
  value: JSON.stringify({ metric_name: metric, values: [[1, 2]] }),
});
const counted = (metric: string, from: number) =>
  Array.from({ length: STEPS }, (_, i) => `${metric} ${from + i}`);

test('others run between the steps of long work, and the next message waits for its end', async () => {
  const { bus, run, told } = await world();
  let turns = 0;
  let running = true;
  const turn = () => {
    turns += 1;
    if (running) setImmediate(turn);
  };
  turn();
  const turnsAt: number[] = [];
  await run(laborious(() => void turnsAt.push(turns)));
  await bus.publish([sample('a'), sample('b')]);
  await vi.waitFor(async () => expect(await told()).toHaveLength(2 * STEPS), { timeout: 10_000 });
  running = false;
  expect(await told()).toEqual([...counted('a', 1), ...counted('b', STEPS + 1)]);
  expect(new Set(turnsAt).size).toBe(turnsAt.length);
});

test('what was left half-way when the partition moved on is not saved: its next owner does it as a whole', async () => {
  const { bus, run, told } = await world();
  let steps = 0;
  const isolated = isolatedBus(bus, () => steps < STEPS + 2);
  const first = await run(
    laborious(() => {
      steps += 1;
    }),
    isolated,
  );
  await bus.publish([sample('a')]);
  await vi.waitFor(() => expect(isolated.delivered).toBe(1));
  await first.checkpoint();
  await bus.publish([sample('b')]);
  await vi.waitFor(() => expect(isolated.delivered).toBe(2));
  await first.checkpoint();
  await first.abandon();
  expect(steps).toBeLessThan(2 * STEPS);
  await run(laborious());
  await vi.waitFor(async () => expect((await told()).length).toBe(steps + STEPS), { timeout: 10_000 });
  expect((await told()).slice(-STEPS)).toEqual(counted('b', STEPS + 1));
});

test('work that a tick leaves off is done before the tick is over', async () => {
  const { bus, run, told } = await world();
  const loop = await run(laborious());
  await bus.publish([sample('a')]);
  await vi.waitFor(async () => expect(await told()).toHaveLength(STEPS), { timeout: 10_000 });
  await loop.tick(1);
  expect((await told()).slice(STEPS)).toEqual([`tick ${STEPS + 1}`, `tick ${STEPS + 2}`]);
});
