import type { Headers } from '@aiops/contracts';

/** One record as it lies on a topic; nothing of it has been interpreted. */
export interface BusRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Headers;
  /** When the broker took it (epoch ms). Never event time. */
  readonly recordedAt: number;
}

export interface OutRecord {
  readonly topic: string;
  /** Decides the partition by murmur2; without a key and a partition, partitions take turns. */
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: Headers;
  /** A fixed partition, for messages that must reach a certain one. */
  readonly partition?: number;
}

export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config?: Readonly<Record<string, string>>;
}

/** Next offset to read, by topic, of one partition number. */
export type Offsets = Readonly<Record<string, number>>;

export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly BusRecord[];
  /** Offset after the newest record of the partition, for lag. */
  readonly endOffset: number;
  /** Grows with every assignment: what was known about partitions before no longer holds. */
  readonly assignment: number;
}

export interface ConsumerSession {
  /** True while the assignment in which the batch was delivered lasts. */
  readonly isCurrent: () => boolean;
  /** Tells the group that we live; also done by itself while a batch is handled. Cheap to call often, never rejects. */
  readonly heartbeat: () => Promise<void>;
}

/** What a member owns. */
export interface Assigned {
  /** The number that the batches of this assignment carry. */
  readonly assignment: number;
  readonly partitions: readonly number[];
}

export interface ConsumeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Called with one batch at a time, never concurrently. When it resolves, the next batch follows; when it rejects, the
   * same records are delivered again after a pause that grows with each failure in a row. After a rebalance, delivery
   * starts anew from the committed offsets, also of partitions that are kept; without a commit, from the first record.
   */
  readonly onBatch: (batch: Batch, session: ConsumerSession) => Promise<void>;
  /**
   * Told of each assignment before its first batch, and of none (no partitions) as soon as the last one no longer counts: a rebalance has
   * begun, the group has removed this member, or it leaves. What was owned before is over with each call, also what is kept.
   * Called at once, in the midst of a batch, too; must not throw.
   */
  readonly onAssigned?: (assigned: Assigned) => void;
  /** The consumer cannot go on by itself. */
  readonly onCrash: (error: Error) => void;
}

/** Membership in a consumer group. Partition n of every topic is assigned to the same member. */
export interface Consumer {
  /** Offsets that the group has committed for partition n of each topic; topics without a commit are absent. */
  committed(partition: number): Promise<Offsets>;
  /**
   * Commits offsets of partition n of several topics at once. Rejects with `Fenced` when the partition has been assigned
   * anew, to anybody, since it had its last batch: the offsets then belong to a state that no longer counts.
   */
  commit(partition: number, offsets: Offsets): Promise<void>;
  /** Partition numbers that this member owns now. */
  assigned(): readonly number[];
  /** Stops fetching and resolves once no batch is being handled; commits are still possible. For good: close follows. */
  pause(): Promise<void>;
  /** Lets the batch in hand finish and leaves the group; must not be awaited by that batch. */
  close(): Promise<void>;
}

/** Kafka, or what stands in for it. A service cannot tell which. */
export interface Bus {
  /** Creates what is missing and resolves once every topic can be written. Existing topics are left as they are. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>;
  /** Number of partitions. Rejects with `UnknownTopic` when the topic does not exist. */
  partitions(topic: string): Promise<number>;
  /**
   * Resolves once all records are acknowledged. The order of the records and of the calls is kept within a partition. Rejects
   * with `Unavailable` when some may not have been written; then all of them may be published again.
   */
  publish(records: readonly OutRecord[]): Promise<void>;
  /** Joins a group. Rejects with `UnknownTopic` when one of the topics does not exist. */
  consume(options: ConsumeOptions): Promise<Consumer>;
  /** Reads records of a partition without a group, up to its end at the time of the call or up to `limit`. */
  read(topic: string, partition: number, from: number, limit: number): Promise<readonly BusRecord[]>;
  /** First and next offset of each partition, by number. */
  extent(topic: string): Promise<readonly { readonly first: number; readonly next: number }[]>;
  close(): Promise<void>;
}
