import { Fenced } from '../errors.ts';
import type { ConsumeOptions, Consumer, Offsets } from './bus.ts';
import type { BusLogger } from './bus-logger.ts';
import { type Assignment, partitionNumbers } from './co-partition.ts';
import type { MemoryGroup, MemoryGroupMember } from './memory-group.ts';
import type { MemoryPartition } from './memory-partition.ts';
import { retryDelay } from './retry-delay.ts';

/** A partition that has records for a member. */
export interface Deliverable {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

/** How a memory bus hands records over. */
export interface Delivery {
  readonly logger: BusLogger;
  readonly batchSize: () => number;
  /** Index of the partition that is next; absent: they take turns. */
  readonly pick: ((candidates: readonly Deliverable[]) => number) | undefined;
  /** Pause after the first rejection of a batch, in ms. */
  readonly retryDelayMs: number;
  readonly partition: (topic: string, partition: number) => MemoryPartition;
}

const LONGEST_RETRY_DELAY_MS = 1_000;

/** A member of a group on a memory bus. */
export class MemoryConsumer implements Consumer, MemoryGroupMember {
  readonly id: string;
  readonly topics: readonly string[];
  readonly #options: ConsumeOptions;
  readonly #group: MemoryGroup;
  readonly #delivery: Delivery;
  readonly #positions = new Map<string, number>();
  /** The generation in which each partition number had a batch last. */
  readonly #delivered = new Map<number, number>();
  #generation = 0;
  #owned: readonly Deliverable[] = [];
  #turn = 0;
  #failures = 0;
  #state: 'consuming' | 'paused' | 'gone' = 'consuming';
  #handling: Promise<void> | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(id: string, options: ConsumeOptions, group: MemoryGroup, delivery: Delivery) {
    this.id = id;
    this.topics = options.topics;
    this.#options = options;
    this.#group = group;
    this.#delivery = delivery;
  }

  /** Called by the group at each rebalance; reading starts anew from what is committed. */
  assign(generation: number, assignment: Assignment): void {
    this.#generation = generation;
    this.#owned = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ group: this.#group.name, topic, partition })),
    );
    this.#positions.clear();
    this.#options.onAssigned?.({ assignment: generation, partitions: this.assigned() });
    this.wake();
  }

  /** There may be something to read. */
  wake(): void {
    const busy = this.#handling ?? this.#immediate ?? this.#retry;
    if (busy !== undefined || this.#state !== 'consuming') return;
    if (!this.#owned.some((place) => this.#hasRecords(place))) return;
    this.#immediate = setImmediate(() => {
      this.#immediate = undefined;
      if (this.#state === 'consuming') this.#deliver();
    });
  }

  async committed(partition: number): Promise<Offsets> {
    const offsets: Record<string, number> = {};
    for (const topic of this.topics) {
      const offset = this.#group.committed(topic, partition);
      if (offset !== undefined) offsets[topic] = offset;
    }
    return offsets;
  }

  async commit(partition: number, offsets: Offsets): Promise<void> {
    const owned = this.#owned.some((place) => place.partition === partition);
    if (!owned || this.#delivered.get(partition) !== this.#generation) {
      throw new Fenced(
        `Commit refused: partition ${partition} of group ${this.#group.name} has been assigned anew since its last batch`,
      );
    }
    for (const [topic, offset] of Object.entries(offsets)) this.#group.commit(topic, partition, offset);
  }

  assigned(): readonly number[] {
    const assignment: Assignment = {};
    for (const { topic, partition } of this.#owned) {
      assignment[topic] ??= [];
      assignment[topic].push(partition);
    }
    return partitionNumbers(assignment);
  }

  async pause(): Promise<void> {
    if (this.#state === 'consuming') this.#state = 'paused';
    this.#cancelTimers();
    await this.#handling;
  }

  async close(): Promise<void> {
    await this.pause();
    this.#options.onAssigned?.({ assignment: this.#generation, partitions: [] });
    this.abandon();
  }

  /** Vanishes as a killed process would: the others take over at once, and a batch in hand goes on as a zombie's. */
  abandon(): void {
    this.#state = 'gone';
    this.#cancelTimers();
    this.#owned = [];
    this.#group.leave(this);
  }

  #cancelTimers(): void {
    clearImmediate(this.#immediate);
    clearTimeout(this.#retry);
    this.#immediate = undefined;
    this.#retry = undefined;
  }

  #hasRecords({ topic, partition }: Deliverable): boolean {
    return this.#position(topic, partition) < this.#delivery.partition(topic, partition).next;
  }

  /** Where reading goes on: after the last resolved batch, else at the group's commit, else at the oldest record. */
  #position(topic: string, partition: number): number {
    const resolved = this.#positions.get(`${topic}/${partition}`);
    const wanted = resolved ?? this.#group.committed(topic, partition);
    return wanted ?? this.#delivery.partition(topic, partition).first;
  }

  #skipDropped(topic: string, partition: number): number {
    const position = this.#position(topic, partition);
    const { first } = this.#delivery.partition(topic, partition);
    if (position >= first) return position;
    this.#delivery.logger.warn(
      { group: this.#group.name, topic, partition, lost: first - position },
      'Records were dropped before they were read; going on with the oldest that is kept.',
    );
    return first;
  }

  #deliver(): void {
    const candidates = this.#owned.filter((place) => this.#hasRecords(place));
    if (candidates.length === 0) return;
    const index = this.#delivery.pick?.(candidates) ?? this.#next(candidates);
    const place = candidates[index];
    if (place === undefined) throw new RangeError(`pick chose ${index} of ${candidates.length} candidates`);
    this.#turn = this.#owned.indexOf(place) + 1;
    let finish = () => {};
    // Set before the handler runs: it may publish at once, which wakes us.
    this.#handling = new Promise((resolve) => {
      finish = resolve;
    });
    void this.#handle(place).then(() => {
      this.#handling = undefined;
      finish();
      this.wake();
    });
  }

  /** The first candidate after the partition that was served last. */
  #next(candidates: readonly Deliverable[]): number {
    const index = candidates.findIndex((place) => this.#owned.indexOf(place) >= this.#turn);
    return Math.max(index, 0);
  }

  async #handle({ topic, partition }: Deliverable): Promise<void> {
    const generation = this.#generation;
    const isCurrent = () => this.#generation === generation && this.#state !== 'gone';
    const log = this.#delivery.partition(topic, partition);
    const records = log.read(this.#skipDropped(topic, partition), this.#delivery.batchSize());
    const last = records.at(-1);
    if (last === undefined) return;
    this.#delivered.set(partition, generation);
    const batch = { topic, partition, records, endOffset: log.next, assignment: generation };
    try {
      await this.#options.onBatch(batch, { isCurrent, heartbeat: async () => {} });
      this.#failures = 0;
      if (isCurrent()) this.#positions.set(`${topic}/${partition}`, last.offset + 1);
    } catch (error) {
      this.#delivery.logger.warn(
        { err: error, group: this.#group.name, topic, partition, offset: records[0]?.offset },
        'A batch was rejected; delivering it again.',
      );
      this.#retryLater();
    }
  }

  #retryLater(): void {
    if (this.#state !== 'consuming') return;
    this.#failures += 1;
    const { retryDelayMs } = this.#delivery;
    const longest = Math.max(retryDelayMs, LONGEST_RETRY_DELAY_MS);
    const delay = retryDelay(this.#failures, retryDelayMs, longest);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.wake();
    }, delay);
  }
}
