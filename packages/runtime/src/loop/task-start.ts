import type { Offsets } from '../bus/bus.ts';
import type { Checkpoint } from '../state/state-store.ts';

/** Key under which a task remembers up to where it is being rebuilt. Cores cannot reach it. */
export const REBUILD_KEY = '#rebuild';

/** How a task begins, given what is committed and what was saved. */
export type TaskStart =
  /** State and offsets belong together. */
  | { readonly kind: 'resume'; readonly entries: ReadonlyMap<string, string> }
  /** The state is older than the commits, because the store lost its last writes: go back to where it belongs. */
  | { readonly kind: 'rewind'; readonly to: Offsets }
  /** There is no state although messages were processed: go back to the beginning, muted up to what was committed. */
  | { readonly kind: 'rebuild'; readonly to: Offsets; readonly mutedUpTo: Offsets };

export function taskStart(
  topics: readonly string[],
  committed: Offsets,
  checkpoint: Checkpoint | undefined,
): TaskStart {
  const processed = topics.some((topic) => (committed[topic] ?? 0) > 0);
  if (checkpoint === undefined) {
    if (!processed) return { kind: 'resume', entries: new Map() };
    return {
      kind: 'rebuild',
      to: Object.fromEntries(topics.map((topic) => [topic, 0])),
      mutedUpTo: committed,
    };
  }
  const to = Object.fromEntries(topics.map((topic) => [topic, checkpoint.offsets[topic] ?? 0]));
  const behind = topics.some((topic) => (to[topic] ?? 0) < (committed[topic] ?? 0));
  return behind ? { kind: 'rewind', to } : { kind: 'resume', entries: checkpoint.entries };
}
