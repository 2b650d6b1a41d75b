import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DependencyHealth, type Health, Unavailable, underSignals } from '@aiops/runtime';
import type { Deliveries } from '../pending-deliveries.ts';
import { DeliveryLedger } from './delivery-ledger.ts';
import { Busy, type Delivery, Refused } from './incident-sink.ts';
import type { OutboxOptions, Pause } from './outbox-options.ts';
import { PlaceTrouble } from './place-trouble.ts';
import { Repairs } from './repairs.ts';
import { type Waiting, WaitingList } from './waiting-list.ts';

const SERVICE = 'insights-action';
const LIMIT = 10_000;
/** How soon an incident that another instance is at is asked about again. */
const BUSY_MS = 1_000;

/** The way to one sink. */
export interface Outbox extends Deliveries {
  health(): Health;
  /** Ends the delivery under way and all waiting; what has not arrived is offered again by the task that keeps it. */
  stop(): Promise<void>;
}

/**
 * Brings the newest revision of each incident to a sink, one at a time. What was never tried comes first, in the order in which it came, so that an
 * incident which the other side cannot digest holds up nobody; how long the others wait: {@link PlaceTrouble}. What is refused is given up until the
 * next revision. What a lost task has offered is dropped. Where two instances deliver revisions of one incident at once, the
 * newest is delivered once more.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  return new SinkOutbox(options);
}

class SinkOutbox implements Outbox {
  readonly #options: OutboxOptions;
  readonly #ledger: DeliveryLedger;
  readonly #pause: Pause;
  readonly #dependency: DependencyHealth;
  readonly #stopped = new AbortController();
  readonly #waiting: WaitingList;
  readonly #place = new PlaceTrouble();
  /** Tasks whose end is listened to. */
  readonly #tasks = new WeakSet<AbortSignal>();
  /** What is known to be delivered, and has to be looked up in the records all the same. */
  readonly #recheck = new Set<string>();
  /** What is done with and not written down yet. */
  readonly #unwritten = new Map<string, Waiting>();
  readonly #repairs: Repairs;
  #working: Promise<void> | undefined;
  #resting = new AbortController();
  #loaded = false;
  #isFull = false;

  constructor(options: OutboxOptions) {
    const { sink, delivered, logger, metrics, limit = LIMIT, remembered = LIMIT } = options;
    this.#options = options;
    this.#waiting = new WaitingList(limit);
    this.#ledger = new DeliveryLedger(delivered, remembered, randomUUID());
    this.#repairs = new Repairs({ ...options, sink: sink.name, ledger: this.#ledger });
    this.#pause = options.pause ?? ((ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined));
    this.#dependency = new DependencyHealth(SERVICE, logger, metrics);
    this.#countWaiting();
    metrics.deliveries.inc({ service: SERVICE, sink: sink.name, result: 'delivered' }, 0);
  }

  offer(delivery: Delivery, task: AbortSignal): void {
    const { incident, revision } = delivery;
    if (this.#stopped.signal.aborted || task.aborted) return;
    const isKnown = this.#ledger.covers(incident, revision) && !this.#recheck.has(incident);
    if (isKnown && this.#options.sink.livesInRecords !== true) return;
    if ((this.#waiting.get(incident)?.delivery.revision ?? 0) >= revision) return;
    if (!this.#waiting.add(delivery, task)) {
      this.#tellFull();
      return;
    }
    // It comes again because the task lost its state, or moved: what was done may be lost as well.
    if (isKnown) this.#recheck.add(incident);
    if (!this.#tasks.has(task)) {
      this.#tasks.add(task);
      task.addEventListener('abort', () => this.#lose(task), { once: true });
    }
    this.#isFull = false;
    this.#countWaiting();
    this.#wake();
  }

  settled(incident: string, revision: number): boolean {
    const isSure = !this.#recheck.has(incident) && !this.#unwritten.has(incident);
    return isSure && this.#ledger.covers(incident, revision);
  }

  offerAgain(delivery: Delivery, task: AbortSignal): void {
    const { incident, revision } = delivery;
    if (!this.#unwritten.has(incident) && !this.settled(incident, revision)) this.offer(delivery, task);
  }

  health(): Health {
    const waiting = `${this.#waiting.size} waiting`;
    const { trouble } = this.#place;
    if (trouble === undefined) return { up: true, required: false, detail: waiting };
    const since = new Date(trouble.since).toISOString();
    return { up: false, required: false, detail: `${waiting} since ${since}: ${trouble.reason}` };
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#resting.abort();
    await this.#working;
  }

  /** What a task offered is offered by its new owner; what was tried may still be done, which nobody knows. */
  #lose(task: AbortSignal): void {
    for (const { delivery, tries } of this.#waiting.dropTask(task)) {
      this.#recheck.delete(delivery.incident);
      if (tries > 0) this.#repairs.doubt(delivery);
    }
    this.#countWaiting();
    this.#wake();
  }

  #wake(): void {
    this.#resting.abort();
    if (!this.#stopped.signal.aborted) this.#working ??= this.#work();
  }

  get #isIdle(): boolean {
    return this.#waiting.size + this.#unwritten.size === 0 && this.#repairs.isEmpty;
  }

  /** Works until nothing is left to do, or everything is being stopped. */
  async #work(): Promise<void> {
    // What is offered in one go is worked off in its order.
    await Promise.resolve();
    const { signal } = this.#stopped;
    try {
      while (!signal.aborted && !this.#isIdle) {
        this.#resting = new AbortController();
        const until = await this.#step(signal);
        const wait = until - this.#options.now();
        if (wait > 0 && !signal.aborted && !this.#resting.signal.aborted)
          await this.#pause(wait, this.#resting.signal);
      }
      if (signal.aborted) await this.#writeDown();
    } catch (error) {
      if (!(signal.aborted && error instanceof Unavailable)) this.#options.crash(error as Error);
      return;
    }
    this.#working = undefined;
  }

  /** One thing that has to be done; resolves to when the next one may be (epoch ms). */
  async #step(signal: AbortSignal): Promise<number> {
    const { now } = this.#options;
    try {
      if (this.#place.isBlocked(now())) return this.#place.opensAt(false);
      if (!this.#loaded) await this.#ledger.load();
      this.#loaded = true;
      await this.#writeDown();
      for (const newest of await this.#repairs.work()) this.#addOnceMore(newest);
      this.#place.unblock();
      const next = this.#waiting.next();
      if (next === undefined) return this.#repairs.isEmpty ? 0 : this.#repairs.due;
      const due = Math.max(next.due, this.#place.opensAt(next.tries === 0));
      if (due > now()) return Math.min(due, this.#repairs.due);
      if (await this.#isDone(next)) this.#done(next.delivery);
      else await this.#deliver(next, signal);
      return 0;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.#place.blocked(now(), error.message);
      return this.#place.opensAt(false);
    }
  }

  /** Looked up in the records as well: another instance may have done it. */
  async #isDone({ delivery: { incident, revision }, task, tries }: Waiting): Promise<boolean> {
    const isKnown = this.#ledger.covers(incident, revision) && !this.#recheck.has(incident);
    const done = isKnown ? this.#ledger.revision(incident) : await this.#ledger.look(incident);
    this.#recheck.delete(incident);
    // A try of ours that seemed to fail may have been done all the same, after that of the later one.
    if (done > revision && tries > 0) this.#repairs.overtaken(incident);
    return task !== undefined && done >= revision;
  }

  async #writeDown(): Promise<void> {
    for (const [incident, { delivery, task }] of this.#unwritten) {
      const written = await this.#ledger.write(incident);
      this.#unwritten.delete(incident);
      if (written === 'overtaken') this.#repairs.overtaken(incident);
      if (written === 'overlapped' && task?.aborted !== true) this.#addOnceMore(delivery, task);
    }
  }

  /** Takes the place of the same revision too, which would be left out as delivered. */
  #addOnceMore(delivery: Delivery, task?: AbortSignal): void {
    const { incident, revision } = delivery;
    if ((this.#waiting.get(incident)?.delivery.revision ?? 0) <= revision) this.#waiting.add(delivery, task);
  }

  async #deliver(waiting: Waiting, stopped: AbortSignal): Promise<void> {
    const { sink, now } = this.#options;
    const { delivery, task } = waiting;
    const ends = task === undefined || sink.endsWhatItBegan === true ? [stopped] : [stopped, task];
    try {
      await underSignals(ends, (signal) => sink.deliver(delivery, signal));
    } catch (error) {
      // Half of it may have been done; the next start finds out.
      if (stopped.aborted) return;
      if (task?.aborted === true) this.#repairs.doubt(delivery);
      else if (error instanceof Busy) this.#waiting.postpone(waiting, waiting.tries, now() + BUSY_MS);
      else if (error instanceof Unavailable) this.#postpone(waiting, error);
      else if (error instanceof Refused) this.#refused(waiting, error);
      else throw error;
      return;
    }
    this.#count('delivered');
    this.#finish(waiting);
  }

  #refused(waiting: Waiting, { message: reason }: Refused): void {
    const { sink, logger } = this.#options;
    const { incident, revision } = waiting.delivery;
    this.#count('refused');
    logger.warn(
      { sink: sink.name, incident, revision, reason },
      'An incident is not delivered, because the other side refuses it. The next revision is tried.',
    );
    this.#finish(waiting);
  }

  #finish(waiting: Waiting): void {
    const { sink, now } = this.#options;
    const { delivery } = waiting;
    const { incident, revision } = delivery;
    this.#place.succeeded();
    this.#dependency.report(sink.name, true);
    this.#ledger.note(incident, revision, now());
    this.#unwritten.set(incident, waiting);
    this.#done(delivery);
  }

  #postpone(waiting: Waiting, error: Unavailable): void {
    this.#count('unavailable');
    this.#dependency.report(this.#options.sink.name, false, error);
    const { incident } = waiting.delivery;
    const { tries, due } = this.#place.failed(incident, waiting.tries, this.#options.now(), error.message);
    this.#waiting.postpone(waiting, tries, due);
  }

  /** A later revision may have come meanwhile, and waits on. */
  #done(delivery: Delivery): void {
    this.#waiting.remove(delivery);
    this.#countWaiting();
  }

  #count(result: 'delivered' | 'refused' | 'unavailable'): void {
    this.#options.metrics.deliveries.inc({ service: SERVICE, sink: this.#options.sink.name, result });
  }

  /** Tells once that there is no room, until there is again. */
  #tellFull(): void {
    if (!this.#isFull)
      this.#options.logger.warn(
        { sink: this.#options.sink.name, waiting: this.#waiting.size },
        'So many incidents wait for a place that there is no room for more. The others are taken on as room comes free.',
      );
    this.#isFull = true;
  }

  #countWaiting(): void {
    this.#options.metrics.deliveriesWaiting.set(
      { service: SERVICE, sink: this.#options.sink.name },
      this.#waiting.size,
    );
  }
}
