import type { SchemaTopic } from '@aiops/contracts';
import type { Message, OutMessage } from '@aiops/runtime';

/** When windows are over. */
export interface StreamTimes {
  /** How far event time stays behind the newest record of an entity or a series (ms): what is later is not counted. */
  readonly latenessMs: number;
  /** What is silent for so long (ms) by the clock waits no more. */
  readonly idleMs: number;
  /** What claims to be further ahead of its record than this (ms) has a wrong clock, and is not counted. */
  readonly futureMs: number;
}

/** A fold that makes figures of one topic, per window of event time. */
export interface FigureStream<T extends SchemaTopic> {
  onMessage(message: Message<T>): void;
  /** Figures of windows that are over in event time. */
  takeDue(): OutMessage[];
  /** The same at `now`, of what has fallen silent. Live only. */
  takeIdle(now: number): OutMessage[];
}
