import { type Delivery, Refused } from '../sinks/incident-sink.ts';
import { incidentFacts } from './incident-facts.ts';
import type { NotificationSink, NotificationSinkParts } from './notification-sink.ts';
import { quietTime } from './quiet-times.ts';

/** After so many failures in a row a channel is left alone until the next time. */
const MOST_FAILURES = 2;

/** Tells what waited for the end of a mute or of maintenance and need not wait any more; no channel waits for another one. */
export class HeldReleases {
  readonly #sinks: readonly NotificationSink[];
  readonly #parts: NotificationSinkParts;
  /** Channels that are being told. */
  readonly #busy = new Set<NotificationSink>();
  /** The revision of each waiting incident that a channel is done with. */
  readonly #done = new Map<NotificationSink, Map<string, number>>();

  constructor(sinks: readonly NotificationSink[], parts: NotificationSinkParts) {
    this.#sinks = sinks;
    this.#parts = parts;
    for (const sink of sinks) this.#done.set(sink, new Map());
  }

  /** One look at all that waits; what a channel cannot take now is tried again with a later one. Channels that are still at it are left out. */
  async look(signal: AbortSignal): Promise<void> {
    const { held, mutes, now: clock } = this.#parts;
    const now = clock();
    const free: Delivery[] = [];
    for (const delivery of await held.all()) {
      const quiet = await quietTime(delivery, incidentFacts(delivery.result), mutes, now);
      if (quiet === undefined) free.push(delivery);
    }
    await Promise.all(this.#sinks.map((sink) => this.#tell(sink, free, signal)));
  }

  async #tell(sink: NotificationSink, free: readonly Delivery[], signal: AbortSignal): Promise<void> {
    if (this.#busy.has(sink)) return;
    this.#busy.add(sink);
    let failures = 0;
    for (const delivery of free) {
      if (signal.aborted || failures === MOST_FAILURES) break;
      if (this.#isDone(sink, delivery)) continue;
      const isOver = await sink.release(delivery, signal).then(
        () => true,
        (error: unknown) => error instanceof Refused,
      );
      failures = isOver ? 0 : failures + 1;
      if (isOver) await this.#finish(sink, delivery).catch(() => undefined);
    }
    this.#busy.delete(sink);
  }

  #isDone(sink: NotificationSink, { incident, revision }: Delivery): boolean {
    return (this.#done.get(sink)?.get(incident) ?? 0) >= revision;
  }

  /** What all channels are done with waits no longer. Where that cannot be put down, they find out again. */
  async #finish(sink: NotificationSink, delivery: Delivery): Promise<void> {
    const { incident, revision } = delivery;
    this.#done.get(sink)?.set(incident, revision);
    if (!this.#sinks.every((one) => this.#isDone(one, delivery))) return;
    for (const done of this.#done.values()) done.delete(incident);
    await this.#parts.held.drop(incident, revision);
  }
}
