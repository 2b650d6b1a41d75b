import { topics } from '@aiops/contracts';
import { ProxyTracerProvider } from '@opentelemetry/api';
import { afterEach, expect, test, vi } from 'vitest';
import { createMemoryBus } from '../bus/memory.ts';
import { createMemoryStateStore } from '../state/memory.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { type StreamLoop, startStreamLoop } from './stream-loop.ts';
import type { StreamService } from './stream-service.ts';

const started: StreamLoop[] = [];
afterEach(async () => {
  for (const loop of started.splice(0)) await loop.abandon();
});

/** Instances of a service of two partitions, whose tasks note in `log` what happens to them and in their state how often they had a tick. */
async function world(resumesAtOnce = true) {
  const bus = createMemoryBus({ retryDelayMs: 1 });
  await bus.ensureTopics(
    [topics.metrics, topics.deadLetters].map((topic) => ({ topic, partitions: 2, replicationFactor: 1 })),
  );
  const state = createMemoryStateStore();
  const log: string[] = [];
  const metrics = createMetrics('test');
  const start = async (name: string) => {
    const service: StreamService = {
      name: 'noting',
      consumes: [topics.metrics],
      resumesAtOnce,
      task(kept, partition) {
        const note = (what: string) => void log.push(`${name}/${partition} ${what}`);
        note('opened');
        return {
          onMessage: () => note('message'),
          onTick() {
            const ticks = (kept.get<number>('ticks') ?? 0) + 1;
            kept.put('ticks', ticks);
            note(`tick ${ticks}`);
          },
          onStop: () => note('stopped'),
        };
      },
    };
    const loop = await startStreamLoop(service, {
      bus,
      state,
      logger: createLogger({ service: 'noting', level: 'silent', format: 'json' }),
      metrics,
      tracer: new ProxyTracerProvider().getTracer('test'),
      checkpointInterval: 60_000,
      checkpointMessages: 1_000_000,
      onCrash: (error) => expect.fail(error.stack ?? ''),
    });
    started.push(loop);
    return loop;
  };
  const send = () =>
    bus.publish(
      [0, 1].map((partition) => ({
        topic: topics.metrics,
        partition,
        key: null,
        value: JSON.stringify({ metric_name: 'm', values: [[1, 2]] }),
      })),
    );
  const refused = async () => {
    const found = await metrics.registry.getSingleMetric('aiops_checkpoints_total')?.get();
    return found?.values.filter(({ labels }) => labels.result === 'refused').length;
  };
  return { start, send, log, refused, seen: () => log.splice(0) };
}

test('a task is told at once when its assignment is over, whether it is kept or moves, and has no tick after that', async () => {
  const w = await world(false);
  const first = await w.start('a');
  await w.send();
  await vi.waitFor(() => expect(w.log).toContain('a/1 message'));
  w.seen();
  const second = await w.start('b');
  expect(w.seen()).toEqual(['a/0 stopped', 'a/1 stopped']);
  await vi.waitFor(() => expect(w.log.filter((entry) => entry.endsWith('message'))).toHaveLength(2));
  w.seen();
  await first.tick(0);
  await second.tick(0);
  expect(w.seen()).toEqual(['a/0 tick 1', 'b/1 tick 1']);
});

test.each(['stop', 'abandon'] as const)('a task is told once when the loop ends by %s', async (how) => {
  const w = await world();
  const loop = await w.start('a');
  await loop.tick(0);
  w.seen();
  await loop[how]();
  expect(w.seen()).toEqual(['a/0 stopped', 'a/1 stopped']);
});

test('a task that resumes at once goes on with what another instance left, without any message', async () => {
  const w = await world();
  const first = await w.start('a');
  await w.send();
  await vi.waitFor(() => expect(w.log).toContain('a/1 message'));
  await first.tick(0);
  await first.tick(1);
  await first.checkpoint();
  const second = await w.start('b');
  w.seen();
  await first.tick(2);
  await second.tick(2);
  expect(w.seen()).toEqual(['a/0 opened', 'a/0 tick 3', 'b/1 opened', 'b/1 tick 3']);
  await first.checkpoint();
  await second.stop();
  await first.tick(3);
  expect(w.seen()).toEqual([
    ...['b/1 stopped', 'a/0 stopped'],
    ...['a/0 opened', 'a/1 opened', 'a/0 tick 4', 'a/1 tick 4'],
  ]);
  expect(await w.refused()).toBe(0);
});

test('a task opened before its first message takes that message as if it had been opened by it', async () => {
  const w = await world();
  const loop = await w.start('a');
  await loop.tick(0);
  await w.send();
  await vi.waitFor(() => expect(w.log).toContain('a/1 message'));
  await loop.checkpoint();
  expect(w.seen()).toEqual([
    ...['a/0 opened', 'a/1 opened', 'a/0 tick 1', 'a/1 tick 1'],
    ...['a/0 message', 'a/1 message'],
  ]);
  expect(await w.refused()).toBe(0);
});
