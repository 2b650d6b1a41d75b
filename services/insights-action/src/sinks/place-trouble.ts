const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * What failed tries say about a place. As long as one incident fails and the others get through, that incident alone is tried less and less
 * often. When two have failed without a success in between the place itself is taken to be away: then what failed waits longer and longer
 * together (1 s, 2 s, … 60 s), and what was never tried is tried once a second at most.
 */
export class PlaceTrouble {
  /** The incidents that failed since the last success. */
  readonly #failing = new Set<string>();
  #failures = 0;
  #opensAt = 0;
  #opensForNewsAt = 0;
  #isBlocked = false;
  #trouble: { readonly since: number; readonly reason: string } | undefined;

  /** When trying began to fail, and why it did last; undefined while it does not. */
  get trouble(): { readonly since: number; readonly reason: string } | undefined {
    return this.#trouble;
  }

  /** Notes a failure; gives how often the incident has failed by itself now, and when it may be tried again (epoch ms). */
  failed(incident: string, tries: number, now: number, reason: string): { tries: number; due: number } {
    this.#note(now, reason);
    this.#failing.add(incident);
    if (this.#failing.size < 2) return { tries: tries + 1, due: now + pauseAfter(tries) };
    this.#close(now, FIRST_PAUSE_MS);
    return { tries: Math.max(1, tries), due: this.#opensAt };
  }

  /** Notes that it is not even known what is to be done: nothing can be tried. */
  blocked(now: number, reason: string): void {
    this.#note(now, reason);
    this.#close(now, LONGEST_PAUSE_MS);
    this.#isBlocked = true;
  }

  /** Whether nothing can be tried yet (epoch ms). */
  isBlocked(now: number): boolean {
    return this.#isBlocked && now < this.#opensAt;
  }

  /** Notes that it is known again what is to be done. */
  unblock(): void {
    if (this.#isBlocked) this.succeeded();
  }

  succeeded(): void {
    this.#failing.clear();
    this.#failures = 0;
    this.#opensAt = 0;
    this.#opensForNewsAt = 0;
    this.#isBlocked = false;
    this.#trouble = undefined;
  }

  /** From when on something may be tried, epoch ms. */
  opensAt(isNews: boolean): number {
    return isNews ? this.#opensForNewsAt : this.#opensAt;
  }

  #note(now: number, reason: string): void {
    this.#trouble = { since: this.#trouble?.since ?? now, reason };
  }

  #close(now: number, newsWait: number): void {
    const pause = pauseAfter(this.#failures++);
    this.#opensAt = now + pause;
    this.#opensForNewsAt = now + Math.min(pause, newsWait);
  }
}

function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
}
