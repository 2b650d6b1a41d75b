import type { Sighting } from '../signals/sighting.ts';

/** A storm has at least this share of the anomalies of the greatest one, and so many, unless none has. */
const SHARE = 0.15;
const LEAST = 3;

/**
 * When the last storm of an incident began: several anomalies that begin within `spanMs`, and not far fewer than in the greatest
 * such span. An incident may have smouldered for hours before, which says little about what then happened; and what joins it one by
 * one afterwards is no storm. Undefined without members.
 */
export function stormStart(
  members: readonly Pick<Sighting, 'startedAt'>[],
  spanMs: number,
): number | undefined {
  const onsets = members.map(({ startedAt }) => startedAt).sort((a, b) => a - b);
  let first = 0;
  const counts = onsets.map((onset, i) => {
    while (onset - (onsets[first] as number) > spanMs) first += 1;
    return { count: i - first + 1, start: onsets[first] as number };
  });
  const most = Math.max(0, ...counts.map(({ count }) => count));
  const enough = Math.min(most, Math.max(LEAST, SHARE * most));
  return counts.findLast(({ count }) => count >= enough)?.start;
}
