import { partitionOf, type SchemaTopic, type TopicName, topicSchemas, type ValueOf } from '@aiops/contracts';
import {
  jsonCodec,
  type KeyedState,
  type Message,
  type OutMessage,
  type StreamService,
  type StreamTask,
} from '@aiops/runtime';

export interface PipeOptions {
  readonly key?: string | null;
  readonly partition?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly recordedAt?: number;
}

/** A whole service under test, with no bus: messages in, messages out, state that survives only as the store would keep it. */
export interface TestDriver {
  /** Delivers one message, as a batch of its own. */
  pipe<T extends SchemaTopic>(topic: T, value: ValueOf<T>, options?: PipeOptions): void;
  /** Values published on a topic since the last `read` of it. Each is checked against its schema. */
  read<T extends SchemaTopic>(topic: T): ValueOf<T>[];
  /** The same, with key and headers. */
  readMessages(topic: TopicName): OutMessage[];
  /** Stops the service and starts it again from what was saved. */
  restart(): void;
  tick(now: number): void;
}

interface Slot {
  readonly entries: Map<string, unknown>;
  task: StreamTask;
}

export function testDriver(service: StreamService, options: { partitions?: number } = {}): TestDriver {
  const partitions = options.partitions ?? 1;
  const offsets = new Map<string, number>();
  let out: OutMessage[] = [];
  const codec = service.codec ?? jsonCodec;
  const stored = (key: string, value: unknown) => codec.read(key, codec.write(key, value));
  const start = (partition: number, entries: Map<string, unknown>): Slot => ({
    entries,
    task: service.task(keyedState(entries), partition, partitions),
  });
  let slots = Array.from({ length: partitions }, (_, partition) => start(partition, new Map()));
  const emit = (message: OutMessage) => {
    if (message.topic in topicSchemas) topicSchemas[message.topic as SchemaTopic].parse(message.value);
    out.push(structuredClone(message));
  };
  const goOn = (task: StreamTask) => {
    while (task.more?.(emit) === true);
  };
  const take = (topic: TopicName) => {
    const taken = out.filter((message) => message.topic === topic);
    out = out.filter((message) => message.topic !== topic);
    return taken;
  };
  return {
    pipe(topic, value, pipeOptions = {}) {
      const key = pipeOptions.key ?? null;
      const partition = pipeOptions.partition ?? (key === null ? 0 : partitionOf(key, partitions));
      const place = `${topic}/${partition}`;
      const offset = offsets.get(place) ?? 0;
      offsets.set(place, offset + 1);
      const parsed = topicSchemas[topic].parse(JSON.parse(JSON.stringify(value)));
      const message = {
        topic,
        partition,
        offset,
        key,
        headers: pipeOptions.headers ?? {},
        value: parsed,
        recordedAt: pipeOptions.recordedAt ?? Date.UTC(2100, 0),
      } as Message;
      const slot = slots[partition];
      if (slot === undefined) throw new Error(`partition ${partition} of ${partitions}`);
      slot.task.onMessage(message, emit);
      goOn(slot.task);
      slot.task.onBatchEnd?.(emit);
    },
    read: (topic) => take(topic).map((message) => message.value) as never,
    readMessages: take,
    restart() {
      for (const { task } of slots) task.onStop?.();
      slots = slots.map((slot, partition) =>
        start(partition, new Map([...slot.entries].map(([key, value]) => [key, stored(key, value)]))),
      );
    },
    tick(now) {
      for (const { task } of slots) {
        task.onTick?.(now, emit);
        goOn(task);
      }
    },
  };
}

/** Saves on `put` a deep copy is not made: the value stays shared, as in the loop, and only what is stored survives a restart. */
function keyedState(entries: Map<string, unknown>): KeyedState {
  return {
    get: <T>(key: string) => entries.get(key) as T | undefined,
    put: (key, value) => void entries.set(key, value),
    delete: (key) => void entries.delete(key),
    keys: () => entries.keys(),
  };
}
