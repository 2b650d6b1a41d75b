import type { RcaResult } from '@aiops/contracts';

/** One revision of an incident on its way out. */
export interface Delivery {
  readonly incident: string;
  readonly revision: number;
  readonly result: RcaResult;
  /** Names of the runbooks that were suggested for it, best first. */
  readonly runbooks: readonly string[];
  /** When the broker took the result (epoch ms): how old the news is, whatever its event time. */
  readonly recordedAt: number;
}

/** A place outside in which people see incidents. */
export interface IncidentSink {
  /** As it is named in health, metrics and records: small letters, digits and `_`. */
  readonly name: string;
  /** Whether what it does is kept in records, and has to be done again when the store has lost them. */
  readonly livesInRecords?: boolean;
  /**
   * Whether a delivery that has begun goes on when its task is lost. Of a message that is half sent nobody knows whether it arrives; so it
   * is better sent, which takes a bounded time, and remembered.
   */
  readonly endsWhatItBegan?: boolean;
  /**
   * Brings what is shown of the incident to this revision. Doing it again, after a crash too, leaves one and the same thing
   * outside. Rejects with `Unavailable` when it should be tried again later, with {@link Busy} when another instance is at it, and
   * with {@link Refused} when trying again makes no sense.
   */
  deliver(delivery: Delivery, signal: AbortSignal): Promise<void>;
}

/** Another instance is at the same incident just now: it is asked about again soon, and nothing is wrong with the place. */
export class Busy extends Error {
  override readonly name = 'Busy';
}

/** The other side understood and said no, so that trying this revision again does not help. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** The status of an HTTP answer, where it was one. */
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}
