import type { Logger } from '../telemetry/logger.ts';

/** Something that was started and has to be stopped. */
interface Part {
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/** Starts parts in order and stops them in the reverse order, also when a later one fails to start. */
export class Lifecycle {
  readonly #parts: Part[] = [];
  readonly #logger: Logger;
  #stopping: Promise<void> | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get stopping(): boolean {
    return this.#stopping !== undefined;
  }

  /**
   * Starts a part; when that fails, everything before it is stopped and the error is passed on. Rejects once everything
   * is being stopped; a part that was on its way then is stopped as soon as it is there.
   */
  async start<T>(name: string, start: () => Promise<T>, stop: (part: T) => Promise<void>): Promise<T> {
    this.#refuse(name);
    try {
      const part = await start();
      if (this.stopping) await stop(part);
      this.#refuse(name);
      this.#parts.push({ name, stop: () => stop(part) });
      this.#logger.debug({ part: name }, 'Started.');
      return part;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Stops everything once; a second call waits for the first. One part's failure does not keep the others running. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  #refuse(name: string): void {
    if (this.stopping) throw new Error(`${name} is not started, because everything is being stopped`);
  }

  async #stopAll(): Promise<void> {
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      try {
        await part.stop();
        this.#logger.debug({ part: part.name }, 'Stopped.');
      } catch (error) {
        this.#logger.error({ part: part.name, err: error }, 'A part did not stop cleanly.');
      }
    }
  }
}
