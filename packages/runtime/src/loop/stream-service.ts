import type { Headers, SchemaTopic, TopicName, ValueOf } from '@aiops/contracts';
import type { StateCodec } from './state-codec.ts';

/** A validated message. Its value has the shape of its topic; numeric strings and stamps are still as they came. */
export type Message<T extends SchemaTopic = SchemaTopic> = {
  [K in T]: {
    readonly topic: K;
    readonly partition: number;
    readonly offset: number;
    readonly key: string | null;
    readonly headers: Headers;
    readonly value: ValueOf<K>;
    /** When the broker took it (epoch ms). Never event time. */
    readonly recordedAt: number;
  };
}[T];

/** What a service publishes. The loop adds CloudEvents and trace headers. */
export interface OutMessage {
  readonly topic: TopicName;
  readonly key: string | null;
  readonly value: object;
  readonly headers?: Headers;
  readonly partition?: number;
  /** CloudEvents id; deterministic. Absent: derived from the content. */
  readonly id?: string;
}

export type Emit = (message: OutMessage) => void;

/** All state of one task, in memory while the task is owned, and saved by the loop at checkpoints. Values are plain JSON. */
export interface KeyedState {
  get<T>(key: string): T | undefined;
  /** Stores, or marks as changed, the value of a key. Call it after every change of a value that was got. */
  put(key: string, value: unknown): void;
  delete(key: string): void;
  keys(): IterableIterator<string>;
}

/** The pure core of a service over one partition number of its topics: no clock, no randomness, no I/O. */
export interface StreamTask {
  onMessage(message: Message, emit: Emit): void;
  /**
   * Goes on with work that a call has left off because it is long, and tells whether there is more. Called until there is none, with
   * pauses in which heartbeats and timers run, before anything else happens to the task: nothing comes in between.
   */
  more?(emit: Emit): boolean;
  /** After the last message of each batch. Must not make the results depend on where batches end. */
  onBatchEnd?(emit: Emit): void;
  /** Live only, about once a second: `now` is the clock in epoch ms. */
  onTick?(now: number, emit: Emit): void;
  /**
   * The task is no longer ours: another instance may be at it already, or everything is being stopped. What it has under way outside has
   * to end. Comes once, possibly in the midst of a batch of which some messages still follow: what they do does not count.
   */
  onStop?(): void;
}

/** What a consuming service is: topics in, and for each partition number a synchronous core over its own state. */
export interface StreamService {
  readonly name: string;
  readonly consumes: readonly SchemaTopic[];
  /**
   * Number of the format of its state, 1 unless given; raised when a release cannot read what the one before has saved. The
   * state is rebuilt from the topics then, as when the store has lost it.
   */
  readonly stateFormat?: number;
  /** How its state is written; as JSON unless given. */
  readonly codec?: StateCodec;
  /**
   * Whether tasks go on with the first tick after they were assigned, instead of with their first message: there may be work in their
   * state that has to be done although no message comes.
   */
  readonly resumesAtOnce?: boolean;
  readonly task: (state: KeyedState, partition: number, partitions: number) => StreamTask;
}
