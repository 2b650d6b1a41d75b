import type { Counter } from '@aiops/runtime';

/** What is counted of notifications. */
export interface NotificationCounters {
  /** Messages, by channel, change and result (`sent`, `refused`, `unavailable`). */
  readonly notifications: Counter;
  /** Changes that were held back, by reason. */
  readonly suppressed: Counter;
}
