import { createEntityResolver, type MetricMessage, topics } from '@aiops/contracts';
import type { KeyedState, Message, OutMessage, StreamTask } from '@aiops/runtime';
import type { SpanRecord } from '../messages/trace-out.ts';
import { spanBatches } from '../spans/span-batches.ts';
import { createSpanService, type SpanServiceOptions } from '../spans/span-service.ts';
import { NOON } from './span-loop.ts';

const resolver = createEntityResolver([]);

/** One partition of the span consumer, without a bus: spans in, messages out, state that survives a restart only as JSON. */
export function spanTask(options: Partial<SpanServiceOptions> = {}) {
  const service = createSpanService({
    resolver: () => resolver,
    backfillMs: 3_600_000,
    limits: { operations: 50, peers: 100 },
    engine: 'embedded',
    ...options,
  });
  let entries = new Map<string, unknown>();
  let task: StreamTask = service.task(stateOf(entries), 0, 1);
  let out: OutMessage[] = [];
  const emit = (message: OutMessage) => void out.push(message);
  const driver = {
    /** Delivers spans as the OTLP receiver publishes them, one record per service; `at` is when the broker took them. */
    feed(spans: readonly SpanRecord[], source = 'otlp', at = NOON + 24 * 3_600_000) {
      for (const batch of spanBatches(spans, source)) {
        const value = JSON.parse(JSON.stringify(batch.value));
        task.onMessage(
          {
            ...batch,
            headers: batch.headers ?? {},
            value,
            partition: 0,
            offset: 0,
            recordedAt: at,
          } as Message,
          emit,
        );
      }
    },
    restart() {
      entries = new Map(JSON.parse(JSON.stringify([...entries])) as [string, unknown][]);
      task = service.task(stateOf(entries), 0, 1);
    },
    tick: (now: number) => task.onTick?.(now, emit),
    /** Length of the state as it is saved. */
    stateLength: () => [...entries].reduce((sum, entry) => sum + JSON.stringify(entry).length, 0),
    /** What was published since the last call. */
    take() {
      const taken = out;
      out = [];
      return taken;
    },
    /** Of that, the values of spans by operation or peer, as `second after noon  service  metric  operation or peer` → value. */
    figures() {
      const metrics = driver.take().filter(({ topic }) => topic === topics.metrics);
      return new Map(
        metrics.flatMap(({ value }) => {
          const { metric_name: name, labels = {}, values } = value as MetricMessage;
          const [second, figure] = values[0] ?? [0, 0];
          if (!name.startsWith('span_')) return [];
          const of = labels.operation ?? labels.peer;
          return [
            [
              `${Number(second) - NOON / 1_000} ${labels.service_name} ${name} ${of}`,
              Number(figure),
            ] as const,
          ];
        }),
      );
    },
  };
  return driver;
}

function stateOf(entries: Map<string, unknown>): KeyedState {
  return {
    get: <T>(key: string) => entries.get(key) as T | undefined,
    put: (key, value) => void entries.set(key, value),
    delete: (key) => void entries.delete(key),
    keys: () => entries.keys(),
  };
}
