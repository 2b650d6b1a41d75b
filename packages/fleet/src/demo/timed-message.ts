import type { OutMessage } from '@aiops/runtime';

/** A message and the event time at which it would have been sent. */
export interface TimedMessage {
  readonly at: number;
  readonly message: OutMessage;
}

/** In the order of event time. */
export function inOrder(messages: readonly TimedMessage[]): TimedMessage[] {
  return messages.toSorted((a, b) => a.at - b.at || compareText(a.message.id, b.message.id));
}

function compareText(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
