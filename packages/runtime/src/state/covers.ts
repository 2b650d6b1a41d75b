import type { Offsets } from '../bus/bus.ts';

/** Whether every one of `offsets` is committed. A topic without a commit counts as committed up to 0. */
export function covers(committed: Offsets, offsets: Offsets): boolean {
  return Object.entries(offsets).every(([topic, offset]) => offset <= (committed[topic] ?? 0));
}
