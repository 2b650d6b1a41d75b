import { createRandom } from '../demo/noise.ts';

/** When a process is killed. */
export type KillMoment =
  /** So many ms later: while it starts, connects or joins, or in the midst of its work. */
  | { readonly at: 'time'; readonly ms: number }
  /** Before it learns of an answer of Redis: while it takes over, loads, writes state, or between state and commit. */
  | { readonly at: 'answer'; readonly number: number }
  /** When a checkpoint's state is written, and its offsets are not committed. */
  | { readonly at: 'saved'; readonly number: number }
  /** So many ms after it first heard of Redis: in the midst of its work. */
  | { readonly at: 'work'; readonly ms: number };

/** Random moments of all kinds, decided by the seed. */
export function killMoments(count: number, seed: number): KillMoment[] {
  const random = createRandom(seed);
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const kinds: readonly (() => KillMoment)[] = [
    () => ({ at: 'time', ms: upTo(4_000) }),
    () => ({ at: 'answer', number: upTo(60) }),
    () => ({ at: 'saved', number: upTo(12) }),
    () => ({ at: 'work', ms: upTo(1_500) }),
  ];
  return Array.from({ length: count }, (_, i) => kinds[i % kinds.length]).flatMap((make) => make?.() ?? []);
}
