import type { Counter, OutMessage, StateStore } from '@aiops/runtime';

/** Hands messages to the bus. Resolves once all of them are acknowledged; rejects when any was not. */
export type Publish = (messages: OutMessage[]) => Promise<void>;

/** Where pollers keep how far they have read. */
export type Cursors = Pick<StateStore, 'get' | 'set'>;

/** The part of a pino logger that is used here. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What the service counts. Each may be left out. */
export interface IngestionCounters {
  /** Messages that the bus acknowledged; label `topic`. */
  readonly published?: Counter;
  /** Items of a request that were refused; labels `source`, `reason`. */
  readonly refused?: Counter;
  /** Failed questions to an upstream; labels `source`, `kind`. */
  readonly upstreamFailures?: Counter;
}

/** State of one source as `/readyz` shows it. */
export interface SourceHealth {
  readonly up: boolean;
  readonly detail?: string;
}
