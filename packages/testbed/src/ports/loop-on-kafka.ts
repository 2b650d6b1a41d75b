import { topics } from '@aiops/contracts';
import {
  type Bus,
  createKafkaBus,
  createLogger,
  createMetrics,
  createRedisStateStore,
  type Metrics,
  type StreamLoop,
  type StreamService,
  startStreamLoop,
  startTracing,
} from '@aiops/runtime';
import type { KafkaServer } from '../servers/kafka.ts';
import type { RedisServer } from '../servers/redis.ts';

/** What the counting service says of each message: the how-many-eth of its key it is, and what number the sender gave it. */
export interface Counted {
  readonly key: string;
  readonly count: number;
  readonly sent: number;
}

/** A world of its own on servers that several tests share: topics, group and state have names of their own. */
export interface LoopWorld {
  readonly bus: Bus;
  /** The consumer group of its members. */
  readonly group: string;
  /** The broker's name of a topic of this world. */
  physical(topic: string): string;
  /** Sends a message under a key, with a number. */
  send(key: string, ...numbers: readonly number[]): Promise<void>;
  /** Starts an instance of the service, with connections of its own. */
  member(): Promise<LoopMember>;
  /** What was published about a key, in the order of the log; repetitions are the same text again. */
  published(): Promise<ReadonlyMap<string, readonly Counted[]>>;
  /** Values on `aiops.events` of a kind. */
  events(kind: string): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface LoopMember {
  readonly loop: StreamLoop;
  readonly metrics: Metrics;
  /** Rejects when the member crashed. */
  readonly crashed: () => Error | undefined;
  /** Leaves in order. */
  leave(): Promise<void>;
  /** Is gone without saving or committing. */
  vanish(): Promise<void>;
}

/** Counts the samples of each key; what it says depends on all that came before. */
function countingService(name: string): StreamService {
  return {
    name,
    consumes: [topics.metrics],
    task: (state) => ({
      onMessage(message, emit) {
        if (message.topic !== topics.metrics) return;
        const { metric_name: key, values } = message.value;
        const count = (state.get<number>(key) ?? 0) + 1;
        state.put(key, count);
        const counted: Counted = { key, count, sent: Number(values?.[0]?.[1]) };
        const value = { timestamp: '2026-01-01T00:00:00Z', event_type: 'counted', details: { ...counted } };
        emit({ topic: topics.events, key, value });
      },
    }),
  };
}

/** Sets a world up: its topics exist, nobody consumes yet. */
export async function loopWorld(
  servers: { readonly kafka: KafkaServer; readonly redis: RedisServer },
  name: string,
  partitions: number,
): Promise<LoopWorld> {
  const fleet = [topics.metrics, topics.events, topics.deadLetters];
  const names = Object.fromEntries(fleet.map((topic) => [topic, `${name}.${topic}`]));
  const connect = () =>
    createKafkaBus({
      bootstrapServers: servers.kafka.bootstrapServers,
      clientId: name,
      topics: names,
      sessionTimeoutMs: 6_000,
    });
  const bus = await connect();
  await bus.ensureTopics(fleet.map((topic) => ({ topic, partitions, replicationFactor: 1 })));
  const read = async (topic: string) => {
    const extents = await bus.extent(topic);
    const logs = await Promise.all(extents.map((_, partition) => bus.read(topic, partition, 0, 1_000_000)));
    return logs.flat().map((record) => JSON.parse(String(record.value)) as Record<string, unknown>);
  };
  const open: LoopMember[] = [];
  return {
    bus,
    group: `aiops-${name}`,
    physical: (topic) => names[topic] ?? topic,
    send: (key, ...numbers) =>
      bus.publish(
        numbers.map((number) => ({
          topic: topics.metrics,
          key,
          value: JSON.stringify({ metric_name: key, values: [[1, number]] }),
        })),
      ),
    async member() {
      const member = await startMember(await connect(), servers.redis, name);
      open.push(member);
      return member;
    },
    async published() {
      const byKey = new Map<string, Counted[]>();
      for (const { event_type: kind, details } of await read(topics.events)) {
        if (kind !== 'counted') continue;
        const counted = details as Counted;
        byKey.set(counted.key, [...(byKey.get(counted.key) ?? []), counted]);
      }
      return byKey;
    },
    events: async (kind) => (await read(topics.events)).filter((event) => event.event_type === kind),
    async close() {
      for (const member of open) await member.vanish();
      await bus.close();
    },
  };
}

async function startMember(bus: Bus, redis: RedisServer, name: string): Promise<LoopMember> {
  const state = await createRedisStateStore({ host: redis.host, port: redis.port, prefix: name });
  const metrics = createMetrics('test');
  const { tracer } = await startTracing({ service: name, endpoint: undefined });
  let crash: Error | undefined;
  const loop = await startStreamLoop(countingService(name), {
    bus,
    state,
    metrics,
    tracer,
    logger: createLogger({ service: name, level: 'silent', format: 'json' }),
    checkpointInterval: 300,
    checkpointMessages: 200,
    onCrash: (error) => {
      crash ??= error;
    },
  });
  let gone: Promise<void> | undefined;
  const end = async (how: () => Promise<void>) => {
    await how();
    await bus.close();
    await state.close();
  };
  const once = (how: () => Promise<void>) => {
    gone ??= end(how);
    return gone;
  };
  return {
    loop,
    metrics,
    crashed: () => crash,
    leave: () => once(() => loop.stop()),
    vanish: () => once(() => loop.abandon()),
  };
}
