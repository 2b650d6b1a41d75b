import type { Logger } from '@aiops/runtime';
import type { DeliveryLedger } from './delivery-ledger.ts';
import type { Delivery } from './incident-sink.ts';

export interface RepairsOptions {
  readonly sink: string;
  readonly ledger: DeliveryLedger;
  /** The newest revision of an incident, as far as it is known. */
  readonly newest: (incident: string) => Promise<Delivery | undefined>;
  readonly logger: Logger;
  /** The clock, in epoch ms. */
  readonly now: () => number;
}

/** How often, and how many times, the newest revision is asked for. */
const EVERY_MS = 1_000;
const MOST_TIMES = 10;

/**
 * Sees to it that the last word outside is the newest revision, although two instances may have delivered at once: where a later revision may
 * be hidden behind ours it has to be delivered once more.
 */
export class Repairs {
  readonly #options: RepairsOptions;
  /** Of these nobody knows whether they were, or will be, done. */
  readonly #doubts: Delivery[] = [];
  /** Incidents that were overtaken: how often their newest revision was asked for. */
  readonly #overtaken = new Map<string, number>();
  #askAt = 0;

  constructor(options: RepairsOptions) {
    this.#options = options;
  }

  /** Whether nothing is left to see to. */
  get isEmpty(): boolean {
    return this.#doubts.length + this.#overtaken.size === 0;
  }

  /** When there is something to do again, epoch ms. */
  get due(): number {
    return this.isEmpty ? Number.POSITIVE_INFINITY : this.#askAt;
  }

  /** A delivery was broken off, or given up after it seemed to fail. */
  doubt(delivery: Delivery): void {
    this.#doubts.push(delivery);
    this.#askAt = 0;
  }

  /** Somebody has delivered a later revision while we were at an earlier one. */
  overtaken(incident: string): void {
    this.#overtaken.set(incident, 0);
    this.#askAt = 0;
  }

  /** What has to be delivered once more. Rejects with `Unavailable` while that cannot be found out. */
  async work(): Promise<Delivery[]> {
    const { ledger, now } = this.#options;
    for (let doubt = this.#doubts[0]; doubt !== undefined; doubt = this.#doubts[0]) {
      const isOvertaken = await ledger.doubt(doubt.incident, doubt.revision, now());
      if (isOvertaken) this.overtaken(doubt.incident);
      this.#doubts.shift();
    }
    if (now() < this.#askAt) return [];
    const found: Delivery[] = [];
    for (const [incident, times] of this.#overtaken) {
      const newest = await this.#newestOf(incident, times);
      if (newest !== undefined) found.push(newest);
    }
    this.#askAt = now() + EVERY_MS;
    return found;
  }

  async #newestOf(incident: string, times: number): Promise<Delivery | undefined> {
    const { sink, ledger, newest: ask, logger } = this.#options;
    const delivered = await ledger.look(incident);
    const newest = await ask(incident);
    const isKnown = newest !== undefined && newest.revision >= delivered;
    if (isKnown || times >= MOST_TIMES) this.#overtaken.delete(incident);
    else this.#overtaken.set(incident, times + 1);
    if (isKnown) return newest;
    if (times >= MOST_TIMES)
      logger.warn(
        { sink, incident, revision: delivered },
        'An earlier revision of an incident may have been delivered after this one, which is not known any more. The next revision sets it right.',
      );
    return undefined;
  }
}
