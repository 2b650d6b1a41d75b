import type { ComposedMessage } from './compose-message.ts';
import type { Change } from './told.ts';

/** One message about one incident, on its way to one channel. */
export interface Notification {
  readonly incident: string;
  readonly revision: number;
  readonly change: Change;
  readonly message: ComposedMessage;
  /** The same for the same message, sent again after a crash; another one for every other message. */
  readonly key: string;
  /** The key of the message with which the channel first heard of the incident; its own for that one. */
  readonly openingKey: string;
  readonly domain: string | undefined;
  /** Name of the cause, as long as it is certain. */
  readonly cause: string | undefined;
  /** Event time of the revision, epoch ms. */
  readonly at: number;
}

/** A place in which people are told. */
export interface Channel {
  /**
   * Sends a message. Rejects with `Unavailable` when it should be tried again later, with `Refused` when the other side
   * understood and said no.
   */
  send(notification: Notification, signal: AbortSignal): Promise<void>;
  close(): void;
}
