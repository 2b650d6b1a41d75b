import type { OutMessage } from '@aiops/runtime';
import type { Reach } from '../plan-window.ts';
import type { Window } from './cursor.ts';

/** Part of a window: its messages, and up to where (epoch ns, exclusive) the window has been read with them. */
export interface Page {
  readonly messages: OutMessage[];
  readonly next: bigint;
}

/** One time line of an upstream that is followed: all logs, or one metric query. */
export interface PollStream {
  /** Part of the cursor's key. */
  readonly id: string;
  readonly reach: Reach;
  /**
   * The pages of a window in time order; the last page's `next` is the window's end.
   * @throws UpstreamFailed when the upstream gives no usable answer.
   */
  readonly read: (window: Window, signal: AbortSignal) => AsyncIterable<Page>;
}
