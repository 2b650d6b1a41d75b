import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { Batch, BusRecord, ConsumerSession, Offsets } from '../bus/bus.ts';
import { InvalidMessage } from '../errors.ts';
import { available } from './available.ts';
import { deadLetter } from './dead-letter.ts';
import { decode } from './decode.ts';
import { findGap, gapEvent, gapSummary } from './log-gap.ts';
import { Outbox } from './outbox.ts';
import { RepeatedMetrics } from './repeated-metrics.ts';
import { Rewound } from './rewound.ts';
import type { StreamTask } from './stream-service.ts';
import { takeOver } from './take-over.ts';
import type { TaskHost } from './task-host.ts';
import { REBUILD_KEY } from './task-start.ts';
import { TaskState } from './task-state.ts';
import { type Slice, startSlice } from './time-slice.ts';

/** Only what is large itself can lead to something too large to publish. */
const LARGE_BYTES = 500_000;

/** One partition number of a service while this instance owns it: its core, its state, and how far it has come. */
export class OwnedTask {
  readonly #host: TaskHost;
  readonly #partition: number;
  readonly #scope: string;
  readonly #epoch: number;
  readonly #state: TaskState;
  readonly #core: StreamTask;
  readonly #outbox: Outbox;
  readonly #repeated = new RepeatedMetrics();
  /** Next offset to process, by topic. */
  readonly #offsets: Record<string, number>;
  /** While state is rebuilt, nothing is published for records before these offsets: it was published once already. */
  #mutedUpTo: Offsets | undefined;
  /** What the group has committed. */
  #committed: Offsets;
  #sinceCheckpoint = 0;
  /** The core has left work off: the record at `#offsets` has begun to be processed. */
  #isUnfinished = false;
  #isStopped = false;

  private constructor(
    host: TaskHost,
    partition: number,
    scope: string,
    epoch: number,
    offsets: Offsets,
    entries: Iterable<readonly [string, string]>,
  ) {
    this.#host = host;
    this.#partition = partition;
    this.#scope = scope;
    this.#epoch = epoch;
    this.#offsets = { ...offsets };
    this.#committed = offsets;
    this.#state = new TaskState(entries, host.service.codec);
    this.#outbox = new Outbox(host);
    this.#mutedUpTo = this.#state.get<Offsets>(REBUILD_KEY);
    this.#core = host.service.task(this.#state, partition, host.partitions);
  }

  /**
   * Takes the task over: earlier owners are fenced off, and the state is the one that belongs to the committed offsets,
   * so that redelivered messages meet exactly the state they met before. Throws {@link Rewound} when the store has lost
   * state: the commits were taken back to what it still has, and the group must be joined again to read from there.
   */
  static async open(host: TaskHost, partition: number): Promise<OwnedTask> {
    const { scope, epoch, committed, start } = await takeOver(host, partition);
    if (start.kind === 'resume') {
      return new OwnedTask(host, partition, scope, epoch, committed, start.entries);
    }
    host.logger.warn(
      { partition, committed, to: start.to },
      'The state store has lost state; reading again from where it stands.',
    );
    host.metrics.occurrences.inc({ service: host.service.name, what: 'state_lost' });
    if (start.kind === 'rebuild') {
      const entries = new Map([[REBUILD_KEY, JSON.stringify(start.mutedUpTo)]]);
      await available(host, 'state', () => host.state.save(scope, epoch, start.to, entries));
    }
    await available(host, 'bus', () => host.consumer().commit(partition, start.to));
    throw new Rewound(`partition ${partition} of ${host.service.name} is read again`);
  }

  /**
   * The same before there is a batch. Undefined when the store has lost state: without a batch the commits cannot be taken back.
   */
  static async resume(host: TaskHost, partition: number): Promise<OwnedTask | undefined> {
    const { scope, epoch, committed, start } = await takeOver(host, partition);
    if (start.kind !== 'resume') return undefined;
    return new OwnedTask(host, partition, scope, epoch, committed, start.entries);
  }

  /** It belongs to somebody else now: its core is told, and gets no more ticks. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#core.onStop?.();
  }

  /** Messages processed since the last checkpoint. */
  get pending(): number {
    return this.#sinceCheckpoint;
  }

  async process(batch: Batch, session: ConsumerSession): Promise<void> {
    const from = await this.#position(batch);
    // After a rejected batch the same records come again; those already folded are skipped.
    const records = batch.records.filter((record) => record.offset >= from);
    const mutedUpTo = this.#mutedUpTo?.[batch.topic] ?? 0;
    let next = 0;
    while (next < records.length && session.isCurrent()) {
      next = this.#fold(records, next, mutedUpTo);
      const last = records[next - 1];
      if (next === records.length) this.#core.onBatchEnd?.(this.#outbox.emit);
      if (last !== undefined && last.offset < mutedUpTo) this.#outbox.take();
      await this.#publish();
      if (last !== undefined) this.#offsets[batch.topic] = last.offset + 1;
      this.#endRebuild();
      await session.heartbeat();
      await yieldToEvents();
    }
    this.#observe(batch, records.length);
  }

  async tick(now: number): Promise<void> {
    // What time brings about in state that is still being rebuilt was published once already.
    if (this.#mutedUpTo !== undefined || this.#isStopped) return;
    this.#outbox.cause = undefined;
    this.#core.onTick?.(now, this.#outbox.emit);
    await this.#publish();
    while (this.#leavesOff(startSlice())) {
      await this.#publish();
      await yieldToEvents();
    }
    await this.#publish();
  }

  /** State first, then the offsets it stands for: the commit is what makes both count. */
  async checkpoint(): Promise<void> {
    if (this.#isUnfinished || (this.#sinceCheckpoint === 0 && !this.#state.changed)) return;
    const offsets = { ...this.#offsets };
    const changes = await this.#state.takeChanges();
    await available(this.#host, 'state', () =>
      this.#host.state.save(this.#scope, this.#epoch, offsets, changes),
    );
    // Where nothing was read, the state alone has changed: it counts for the offsets that are committed.
    if (Object.entries(offsets).some(([topic, offset]) => this.#committed[topic] !== offset)) {
      await available(this.#host, 'bus', () => this.#host.consumer().commit(this.#partition, offsets));
      this.#committed = offsets;
    }
    this.#sinceCheckpoint = 0;
    this.#host.metrics.checkpoints.inc({ service: this.#host.service.name, result: 'saved' });
  }

  /** Processes records from `start` until the slice is used up; returns the index after the last one. */
  #fold(records: readonly BusRecord[], start: number, mutedUpTo: number): number {
    const slice = startSlice();
    let next = start;
    while (next < records.length) {
      const record = records[next] as BusRecord;
      if (!this.#isUnfinished) this.#foldOne(record);
      this.#isUnfinished = this.#leavesOff(slice);
      if (record.offset < mutedUpTo) this.#outbox.take();
      if (this.#isUnfinished) break;
      next++;
      // A core that leaves work off has done much by now.
      if (this.#core.more === undefined ? slice.isOver() : slice.isOverNow()) break;
    }
    this.#sinceCheckpoint += next - start;
    return next;
  }

  /** Lets the core go on with what it left off; true when the slice is used up before that is done. */
  #leavesOff(slice: Slice): boolean {
    while (this.#core.more?.(this.#outbox.emit) === true) if (slice.isOverNow()) return true;
    return false;
  }

  /** Once everything that had been processed before has been read again, the task speaks again. */
  #endRebuild(): void {
    if (this.#mutedUpTo === undefined) return;
    const done = Object.entries(this.#mutedUpTo).every(
      ([topic, offset]) => (this.#offsets[topic] ?? 0) >= offset,
    );
    if (!done) return;
    this.#mutedUpTo = undefined;
    this.#state.delete(REBUILD_KEY);
    this.#host.logger.info({ partition: this.#partition }, 'The state has been rebuilt.');
  }

  #foldOne(record: BusRecord): void {
    try {
      const message = decode(record, this.#repeated);
      this.#outbox.cause = message;
      const before = this.#outbox.size;
      this.#core.onMessage(message, this.#outbox.emit);
      const oversized =
        record.value !== null && record.value.length > LARGE_BYTES ? this.#outbox.dropOversized(before) : 0;
      if (oversized > 0)
        throw new InvalidMessage(
          'too_large',
          `it leads to a message of ${oversized} bytes, more than a broker takes`,
        );
    } catch (error) {
      if (!(error instanceof InvalidMessage)) throw error;
      const { name } = this.#host.service;
      this.#host.metrics.deadLetters.inc({ service: name, topic: record.topic, reason: error.reason });
      this.#host.logger.warn(
        {
          topic: record.topic,
          partition: record.partition,
          offset: record.offset,
          reason: error.reason,
          detail: error.message,
        },
        'A message cannot be processed and goes to the dead-letter topic.',
      );
      this.#outbox.add(deadLetter(record, name, error));
    }
  }

  async #publish(): Promise<void> {
    const records = this.#outbox.take();
    if (records.length === 0) return;
    await available(this.#host, 'bus', () => this.#host.bus.publish(records));
    for (const { topic } of records)
      this.#host.metrics.produced.inc({ service: this.#host.service.name, topic });
  }

  /** The offset from which a batch counts. A log that does not go on where it was left is told of aloud. */
  async #position(batch: Batch): Promise<number> {
    const expected = this.#offsets[batch.topic];
    if (expected === undefined) return 0;
    const kept = async () => {
      const extents = await available(this.#host, 'bus', () => this.#host.bus.extent(batch.topic));
      return extents[batch.partition]?.first ?? 0;
    };
    const gap = await findGap(batch, expected, kept);
    if (gap === undefined) return expected;
    const { service, logger, metrics } = this.#host;
    const { topic, partition } = batch;
    logger.warn({ topic, partition, expected, first: gap.first }, gapSummary(batch, gap));
    metrics.occurrences.inc({ service: service.name, what: gap.kind });
    this.#outbox.cause = undefined;
    this.#outbox.emit(gapEvent(batch, gap, service.name));
    await this.#publish();
    if (gap.kind === 'records_missing') return expected;
    this.#mutedUpTo = this.#mutedUpTo && { ...this.#mutedUpTo, [topic]: 0 };
    return 0;
  }

  #observe(batch: Batch, processed: number): void {
    const { metrics, service } = this.#host;
    const where = { service: service.name, topic: batch.topic };
    metrics.consumed.inc(where, processed);
    const last = batch.records.at(-1);
    if (last !== undefined)
      metrics.eventDelay.observe(where, Math.max(0, Date.now() - last.recordedAt) / 1_000);
    metrics.lag.set(
      { ...where, partition: String(batch.partition) },
      Math.max(0, batch.endOffset - (this.#offsets[batch.topic] ?? 0)),
    );
  }
}
