import { setTimeout as delay } from 'node:timers/promises';
import type { EachBatchPayload, Consumer as KafkajsConsumer } from 'kafkajs';
import { Fenced } from '../errors.ts';
import type { ConsumeOptions, Consumer, Offsets } from './bus.ts';
import { partitionNumbers } from './co-partition.ts';
import { coPartitionAssigner } from './copartition-assigner.ts';
import { batchOf, beginsRightly, commitRequest, fetchedFrom, startOf } from './kafka-batch.ts';
import { retryPolicy } from './kafka-client.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { isRebalance, isTransient, protocolErrorOf, toBusError } from './kafka-errors.ts';
import { fetchAhead } from './kafka-fetch-ahead.ts';
import { type Heartbeat, startHeartbeat } from './kafka-heartbeat.ts';
import { keepCommits, type OutOfRange } from './kafka-keep-commits.ts';
import { retryDelay } from './retry-delay.ts';

export interface MembershipOptions {
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly onClosed: (consumer: KafkaConsumer) => void;
}

/** Kafka answers a fetch without records after this long, which is also how long closing an idle consumer takes. */
const fetchWaitMs = 500;
/** A member learns of a rebalance by its next heartbeat, so this is about how long one takes. */
const longestHeartbeatMs = 1_000;
const firstRetryDelayMs = 100;
const longestRetryDelayMs = 10_000;
const commitAttempts = 4;

/** Joins a group and resolves once it has been given its partitions, or, while the broker is away, as soon as it keeps trying. */
export async function joinGroup(
  connection: KafkaConnection,
  options: ConsumeOptions,
  membership: MembershipOptions,
): Promise<KafkaConsumer> {
  for (const topic of options.topics) await connection.partitions(topic);
  const consumer = new KafkaConsumer(connection, options, membership);
  await consumer.start();
  return consumer;
}

/** What is known of a partition number in the assignment in which it had its last batch. */
interface Held {
  readonly assignment: number;
  /** Topics whose first batch of this assignment has been accepted. */
  readonly begun: Set<string>;
  /** Commits as the member of that assignment, however often this client has joined again since. */
  readonly commit: EachBatchPayload['commitOffsetsIfNecessary'];
}

/** A member of a consumer group on Kafka. */
export class KafkaConsumer implements Consumer {
  readonly #connection: KafkaConnection;
  readonly #options: ConsumeOptions;
  readonly #membership: MembershipOptions;
  readonly #heartbeatMs: number;
  readonly #kafka: KafkajsConsumer;
  readonly #held = new Map<number, Held>();
  #assignment = 0;
  #joining = false;
  #owned: readonly number[] = [];
  #failures = 0;
  #paused = false;
  #handling: Promise<void> | undefined;
  #interruption = new AbortController();
  #closed: Promise<void> | undefined;

  constructor(connection: KafkaConnection, options: ConsumeOptions, membership: MembershipOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#membership = membership;
    this.#heartbeatMs = Math.min(longestHeartbeatMs, Math.floor(membership.sessionTimeoutMs / 5));
    this.#kafka = connection.client().consumer({
      groupId: options.group,
      sessionTimeout: membership.sessionTimeoutMs,
      rebalanceTimeout: membership.rebalanceTimeoutMs,
      heartbeatInterval: this.#heartbeatMs,
      maxWaitTimeInMs: fetchWaitMs,
      allowAutoTopicCreation: false,
      partitionAssigners: [
        (config) => {
          keepCommits(config.cluster, (place) => this.#goOnWithOldest(place));
          fetchAhead(config.cluster);
          const assigner = coPartitionAssigner(config);
          const protocol: typeof assigner.protocol = (subscription) => {
            // Asked at the start of each join: from here on the old assignment no longer counts.
            this.#joining = true;
            this.#tell([]);
            return assigner.protocol(subscription);
          };
          return { ...assigner, protocol };
        },
      ],
      retry: { ...retryPolicy, restartOnFailure: async () => this.#closed === undefined },
    });
  }

  /** Enters the group. Rejects with `Unavailable` when the broker cannot be reached. */
  async start(): Promise<void> {
    const { GROUP_JOIN, CRASH } = this.#kafka.events;
    this.#kafka.on(GROUP_JOIN, ({ payload }) => this.#assigned(payload.memberAssignment));
    this.#kafka.on(CRASH, ({ payload }) => this.#crashed(payload.error, payload.restart));
    const topics = this.#options.topics.map((topic) => this.#connection.physical(topic));
    try {
      await this.#kafka.connect();
      await this.#kafka.subscribe({ topics, fromBeginning: true });
      await this.#kafka.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 1,
        eachBatch: (payload) => this.#eachBatch(payload),
      });
    } catch (error) {
      await this.close();
      throw toBusError(error, this.#connection.servers);
    }
  }

  async committed(partition: number): Promise<Offsets> {
    const topics = this.#options.topics.map((topic) => this.#connection.physical(topic));
    const groupId = this.#options.group;
    const found = await this.#connection.call(() => this.#connection.admin.fetchOffsets({ groupId, topics }));
    const offsets: Record<string, number> = {};
    for (const { topic, partitions } of found) {
      const offset = Number(partitions.find((entry) => entry.partition === partition)?.offset ?? -1);
      if (offset >= 0) offsets[this.#connection.logical(topic)] = offset;
    }
    return offsets;
  }

  async commit(partition: number, offsets: Offsets): Promise<void> {
    const request = commitRequest(partition, offsets, (topic) => this.#connection.physical(topic));
    if (request.topics.length === 0) return;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#current(partition).commit(request);
      } catch (error) {
        if (error instanceof Fenced) throw error;
        if (isRebalance(error)) throw this.#refused(partition, protocolErrorOf(error) ?? '', error);
        if (attempt === commitAttempts || !isTransient(error))
          throw toBusError(error, this.#connection.servers);
        await delay(retryDelay(attempt, firstRetryDelayMs, longestRetryDelayMs));
      }
    }
  }

  assigned(): readonly number[] {
    return this.#owned;
  }

  async pause(): Promise<void> {
    this.#paused = true;
    this.#interruption.abort();
    this.#pauseFetching();
    await this.#handling;
  }

  close(): Promise<void> {
    this.#closed ??= this.#leave();
    return this.#closed;
  }

  async #leave(): Promise<void> {
    this.#interruption.abort();
    this.#tell([]);
    await this.#kafka.disconnect();
    this.#owned = [];
    this.#held.clear();
    this.#membership.onClosed(this);
  }

  #assigned(assignment: Record<string, number[]>): void {
    this.#assignment += 1;
    this.#joining = false;
    this.#owned = partitionNumbers(assignment);
    if (this.#paused) this.#pauseFetching();
    this.#tell(this.#owned);
  }

  #tell(partitions: readonly number[]): void {
    this.#options.onAssigned?.({ assignment: this.#assignment, partitions });
  }

  #crashed(error: Error, restarts: boolean): void {
    this.#owned = [];
    this.#held.clear();
    this.#tell([]);
    if (restarts || this.#closed !== undefined) return;
    this.#options.onCrash(toBusError(error, this.#connection.servers));
  }

  #pauseFetching(): void {
    try {
      this.#kafka.pause(this.#options.topics.map((topic) => ({ topic: this.#connection.physical(topic) })));
    } catch {
      // Not in the group at present; once it is again, it is paused at its first assignment.
    }
  }

  /** What is held of a partition that has been ours, without a break, since its last batch. */
  #current(partition: number): Held {
    const held = this.#held.get(partition);
    if (held !== undefined && this.#isCurrent(held.assignment) && this.#owned.includes(partition))
      return held;
    throw this.#refused(partition, 'it has been assigned anew since its last batch', undefined);
  }

  #isCurrent(assignment: number): boolean {
    return assignment === this.#assignment && !this.#joining;
  }

  #refused(partition: number, reason: string, cause: unknown): Fenced {
    return new Fenced(`Commit of partition ${partition} of group ${this.#options.group} refused: ${reason}`, {
      cause,
    });
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    if (this.#paused) return void payload.pause();
    if (this.#closed !== undefined || this.#joining || payload.isStale()) return;
    const handling = this.#handle(payload);
    this.#handling = handling.catch(() => undefined);
    await handling;
  }

  async #handle(payload: EachBatchPayload): Promise<void> {
    const assignment = this.#assignment;
    const topic = this.#connection.logical(payload.batch.topic);
    const heartbeat = startHeartbeat(payload.heartbeat, this.#heartbeatMs);
    try {
      if (!(await this.#begins(payload, topic, assignment))) return;
      const isCurrent = () => this.#isCurrent(assignment) && !heartbeat.isLost();
      await this.#options.onBatch(batchOf(payload, topic, assignment), {
        isCurrent,
        heartbeat: heartbeat.beat,
      });
      this.#failures = 0;
      // In a later assignment reading goes on from the commit, which this batch may lie beyond.
      if (this.#isCurrent(assignment)) payload.resolveOffset(payload.batch.lastOffset());
    } catch (error) {
      await this.#rejected(payload, error, heartbeat);
    } finally {
      heartbeat.stop();
    }
    const rebalance = heartbeat.rebalance();
    if (rebalance !== undefined) throw rebalance;
  }

  /** Notes that a partition has a batch in this assignment; false when it is not the batch that has to come first. */
  async #begins(payload: EachBatchPayload, topic: string, assignment: number): Promise<boolean> {
    const { partition } = payload.batch;
    const held = this.#held.get(partition);
    const known = held?.assignment === assignment ? held : undefined;
    if (known?.begun.has(topic)) return true;
    const start = await this.#wrongStart(payload, topic);
    if (start !== undefined) {
      this.#kafka.seek({ topic: payload.batch.topic, partition, offset: String(start) });
      return false;
    }
    if (known === undefined) {
      const commit = payload.commitOffsetsIfNecessary;
      this.#held.set(partition, { assignment, commit, begun: new Set([topic]) });
    } else known.begun.add(topic);
    return true;
  }

  /** Where reading has to begin instead, when a batch is the first of an assignment and begins elsewhere. */
  async #wrongStart(payload: EachBatchPayload, topic: string): Promise<number | undefined> {
    const { partition } = payload.batch;
    const from = fetchedFrom(payload);
    const committed = (await this.committed(partition))[topic];
    if (from === committed) return undefined;
    const extent = (await this.#connection.extent(topic))[partition] ?? { first: 0, next: 0 };
    return beginsRightly(from, committed, extent) ? undefined : startOf(committed, extent);
  }

  /** Retention has passed the offset to go on from, or the topic is another one under the same name. */
  async #goOnWithOldest({ topic, partition }: OutOfRange): Promise<void> {
    const extent = (await this.#connection.extent(this.#connection.logical(topic)))[partition];
    this.#kafka.seek({ topic, partition, offset: String(extent?.first ?? 0) });
  }

  /** Waits a little, so that kafkajs, for which nothing has been resolved, fetches the same records again later. */
  async #rejected(payload: EachBatchPayload, error: unknown, heartbeat: Heartbeat): Promise<void> {
    this.#failures += 1;
    const { topic, partition } = payload.batch;
    this.#connection.logger.warn(
      { err: error, group: this.#options.group, topic, partition, offset: payload.batch.firstOffset() },
      'A batch was rejected; delivering it again.',
    );
    if (heartbeat.isLost() || this.#paused || this.#closed !== undefined) return;
    const pause = retryDelay(this.#failures, firstRetryDelayMs, longestRetryDelayMs);
    await delay(pause, undefined, { signal: this.#interruption.signal }).catch(() => undefined);
  }
}
