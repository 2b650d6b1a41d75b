import { setTimeout as sleep } from 'node:timers/promises';
import {
  DependencyHealth,
  type Health,
  type Logger,
  type Metrics,
  type Records,
  Unavailable,
} from '@aiops/runtime';
import type { Deliveries } from '../pending-deliveries.ts';
import { DeliveryLedger } from './delivery-ledger.ts';
import { type Delivery, type IncidentSink, Refused } from './incident-sink.ts';

const SERVICE = 'insights-action';
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const LIMIT = 10_000;

/** Waits for a number of milliseconds, or until the signal says that nobody waits any more. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

export interface OutboxOptions {
  readonly sink: IncidentSink;
  /** What was delivered, `records('delivered/<sink>')` of the state store. */
  readonly delivered: Records;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The clock, in epoch ms. */
  readonly now: () => number;
  /** Takes an error that is neither `Unavailable` nor `Refused`: a bug. */
  readonly crash: (error: Error) => void;
  readonly pause?: Pause;
  /** Most incidents that wait, and most that are remembered as delivered; 10,000 unless set. */
  readonly limit?: number;
}

/** The way to one sink. */
export interface Outbox extends Deliveries {
  health(): Health;
  /** Ends the delivery under way and all waiting; what has not arrived is offered again by the task that keeps it. */
  stop(): Promise<void>;
}

/**
 * Brings the newest revision of each incident to a sink, one at a time, in the order in which incidents came. While the
 * sink is unavailable it pauses (1 s, 2 s, … 60 s) and goes on with the next incident, so that one which the other side
 * cannot digest does not hold up the others. What is refused is given up until the next revision.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  return new SinkOutbox(options);
}

class SinkOutbox implements Outbox {
  readonly #options: OutboxOptions;
  readonly #ledger: DeliveryLedger;
  readonly #limit: number;
  readonly #pause: Pause;
  readonly #dependency: DependencyHealth;
  readonly #stopped = new AbortController();
  /** What has to be delivered, in order. */
  readonly #waiting = new Map<string, Delivery>();
  /** What is known to be delivered, and has to be looked up in the records all the same. */
  readonly #doubtful = new Set<string>();
  /** What is done with and not written down yet. */
  readonly #unwritten = new Set<string>();
  #working: Promise<void> | undefined;
  #loaded = false;
  #failures = 0;
  /** When trying began to fail, and why it did last. */
  #trouble: { readonly since: number; readonly reason: string } | undefined;

  constructor(options: OutboxOptions) {
    const { sink, delivered, logger, metrics, limit = LIMIT } = options;
    this.#options = options;
    this.#limit = limit;
    this.#ledger = new DeliveryLedger(delivered, limit);
    this.#pause = options.pause ?? ((ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined));
    this.#dependency = new DependencyHealth(SERVICE, logger, metrics);
    this.#countWaiting();
    metrics.deliveries.inc({ service: SERVICE, sink: sink.name, result: 'delivered' }, 0);
  }

  offer(delivery: Delivery): void {
    const { incident, revision } = delivery;
    if (this.#stopped.signal.aborted) return;
    const isKnown = this.settled(incident, revision);
    if (isKnown && this.#options.sink.livesInRecords !== true) return;
    if ((this.#waiting.get(incident)?.revision ?? 0) >= revision) return;
    // It comes again because the task lost its state, or moved: what was done may be lost as well.
    if (isKnown) this.#doubtful.add(incident);
    this.#waiting.set(incident, delivery);
    const oldest = this.#waiting.size > this.#limit ? this.#waiting.keys().next().value : undefined;
    if (oldest !== undefined) {
      this.#waiting.delete(oldest);
      this.#doubtful.delete(oldest);
      this.#count('dropped');
    }
    this.#countWaiting();
    this.#working ??= this.#work();
  }

  settled(incident: string, revision: number): boolean {
    return !this.#doubtful.has(incident) && this.#ledger.covers(incident, revision);
  }

  health(): Health {
    const waiting = `${this.#waiting.size} waiting`;
    if (this.#trouble === undefined) return { up: true, required: false, detail: waiting };
    const since = new Date(this.#trouble.since).toISOString();
    return { up: false, required: false, detail: `${waiting} since ${since}: ${this.#trouble.reason}` };
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#working;
  }

  /** Works until nothing is left to do, or everything is being stopped. */
  async #work(): Promise<void> {
    // What is offered in one go is worked off in its order.
    await Promise.resolve();
    const { signal } = this.#stopped;
    try {
      while (!signal.aborted && (this.#waiting.size > 0 || this.#unwritten.size > 0)) {
        const failure = await this.#step(signal);
        if (failure === undefined) this.#trouble = undefined;
        if (signal.aborted || failure === undefined) continue;
        const since = this.#trouble?.since ?? this.#options.now();
        this.#trouble = { since, reason: failure.message };
        await this.#pause(Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS), signal);
        this.#failures++;
      }
      if (signal.aborted) await this.#writeDown();
    } catch (error) {
      if (!(signal.aborted && error instanceof Unavailable)) this.#options.crash(error as Error);
      return;
    }
    this.#working = undefined;
  }

  /** One thing that has to be done; resolves to the reason when it was not possible now. */
  async #step(signal: AbortSignal): Promise<Unavailable | undefined> {
    try {
      if (!this.#loaded) await this.#ledger.load();
      this.#loaded = true;
      await this.#writeDown();
      const next = this.#waiting.values().next().value;
      if (next !== undefined && this.#doubtful.has(next.incident)) {
        await this.#ledger.recall(next.incident);
        this.#doubtful.delete(next.incident);
      }
      if (next !== undefined && !(await this.#ledger.look(next.incident, next.revision)))
        return await this.#deliver(next, signal);
      if (next !== undefined) this.#done(next);
      return undefined;
    } catch (error) {
      if (error instanceof Unavailable) return error;
      throw error;
    }
  }

  async #writeDown(): Promise<void> {
    for (const incident of this.#unwritten) {
      await this.#ledger.write(incident);
      this.#unwritten.delete(incident);
    }
  }

  async #deliver(delivery: Delivery, signal: AbortSignal): Promise<Unavailable | undefined> {
    const { sink, logger, now } = this.#options;
    const { incident, revision } = delivery;
    try {
      await sink.deliver(delivery, signal);
      this.#count('delivered');
    } catch (error) {
      // Half of it may have been done; the next start finds out.
      if (signal.aborted) return undefined;
      if (error instanceof Unavailable) return this.#postpone(incident, error);
      if (!(error instanceof Refused)) throw error;
      this.#count('refused');
      logger.warn(
        { sink: sink.name, incident, revision, reason: error.message },
        'An incident is not delivered, because the other side refuses it. The next revision is tried.',
      );
    }
    this.#failures = 0;
    this.#dependency.report(sink.name, true);
    this.#ledger.note(incident, revision, now());
    this.#unwritten.add(incident);
    this.#done(delivery);
    return undefined;
  }

  #postpone(incident: string, error: Unavailable): Unavailable {
    this.#count('unavailable');
    this.#dependency.report(this.#options.sink.name, false, error);
    const newest = this.#waiting.get(incident);
    this.#waiting.delete(incident);
    if (newest !== undefined) this.#waiting.set(incident, newest);
    return error;
  }

  /** A later revision may have come meanwhile, and waits on. */
  #done({ incident, revision }: Delivery): void {
    if ((this.#waiting.get(incident)?.revision ?? 0) <= revision) this.#waiting.delete(incident);
    this.#countWaiting();
  }

  #count(result: 'delivered' | 'refused' | 'unavailable' | 'dropped'): void {
    this.#options.metrics.deliveries.inc({ service: SERVICE, sink: this.#options.sink.name, result });
  }

  #countWaiting(): void {
    this.#options.metrics.deliveriesWaiting.set(
      { service: SERVICE, sink: this.#options.sink.name },
      this.#waiting.size,
    );
  }
}
