import type { Delivery } from './incident-sink.ts';

/** A delivery that waits for its turn. */
export interface Waiting {
  readonly delivery: Delivery;
  /** Aborted when the task that offered it is lost; undefined where no task stands behind it. */
  readonly task: AbortSignal | undefined;
  /** How often it failed by itself, 0 for one that was never tried. */
  readonly tries: number;
  /** When it may be tried, epoch ms. */
  readonly due: number;
}

/** What waits for one place: of each incident the newest revision. What was never tried comes first, in the order in which it came. */
export class WaitingList {
  readonly #limit: number;
  readonly #fresh = new Map<string, Waiting>();
  readonly #again = new Map<string, Waiting>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#fresh.size + this.#again.size;
  }

  get(incident: string): Waiting | undefined {
    return this.#fresh.get(incident) ?? this.#again.get(incident);
  }

  /**
   * Takes a delivery in the place of an earlier revision; false when there is no room for another incident. There always is where no task
   * stands behind it, because nobody would offer it again.
   */
  add(delivery: Delivery, task: AbortSignal | undefined): boolean {
    const { incident } = delivery;
    const isNew = this.get(incident) === undefined;
    if (isNew && this.size >= this.#limit && task !== undefined) return false;
    this.#again.delete(incident);
    this.#fresh.set(incident, { delivery, task, tries: 0, due: 0 });
    return true;
  }

  /** The one whose turn is next, when its time has come: of those that were tried before the one that has waited longest. */
  next(): Waiting | undefined {
    const fresh = this.#fresh.values().next().value;
    if (fresh !== undefined) return fresh;
    let first: Waiting | undefined;
    for (const waiting of this.#again.values())
      if (first === undefined || waiting.due < first.due) first = waiting;
    return first;
  }

  /** Puts one that was tried back, unless a later revision has come meanwhile. */
  postpone({ delivery, task }: Waiting, tries: number, due: number): void {
    const { incident, revision } = delivery;
    if (this.#later(incident, revision)) return;
    this.#fresh.delete(incident);
    this.#again.set(incident, { delivery, task, tries, due });
  }

  /** Takes an incident off, unless a later revision has come meanwhile. */
  remove({ incident, revision }: Delivery): void {
    if (!this.#later(incident, revision)) this.#drop(incident);
  }

  /** Takes off and gives all that a task has offered. */
  dropTask(task: AbortSignal): Waiting[] {
    const dropped = [...this.#fresh.values(), ...this.#again.values()].filter((one) => one.task === task);
    for (const { delivery } of dropped) this.#drop(delivery.incident);
    return dropped;
  }

  #later(incident: string, revision: number): boolean {
    return (this.get(incident)?.delivery.revision ?? 0) > revision;
  }

  #drop(incident: string): void {
    this.#fresh.delete(incident);
    this.#again.delete(incident);
  }
}
