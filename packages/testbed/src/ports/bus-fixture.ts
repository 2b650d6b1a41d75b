import type { Bus } from '@aiops/runtime';
import { type Inbox, type InboxOptions, openInbox } from './inbox.ts';

/** What the rules of the bus contract work with; all names are new, as a real broker keeps what earlier tests made. */
export interface BusFixture {
  /** The bus of the test that runs. */
  readonly bus: Bus;
  newName(prefix: string): string;
  /** A new topic, of three partitions unless said. */
  newTopic(partitions?: number): Promise<string>;
  /** A member of a new group, unless one is named. */
  inbox(topics: readonly string[], options?: Partial<InboxOptions>): Promise<Inbox>;
  /** Publishes values under the key `key` unless another, or none, is given. */
  send(topic: string, values: readonly string[], key?: string | null): Promise<void>;
}

let names = 0;

/** A fixture around the bus that `current` gives. */
export function busFixture(current: () => Bus): BusFixture {
  const newName = (prefix: string) => `${prefix}-${process.pid}-${names++}`;
  return {
    get bus() {
      return current();
    },
    newName,
    async newTopic(partitions = 3) {
      const topic = newName('topic');
      await current().ensureTopics([{ topic, partitions, replicationFactor: 1 }]);
      return topic;
    },
    inbox: (topics, options = {}) => openInbox(current(), { group: newName('group'), topics, ...options }),
    send: (topic, values, key = 'key') => current().publish(values.map((value) => ({ topic, key, value }))),
  };
}

/** 0, 1, 2 … up to `count` of them. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
