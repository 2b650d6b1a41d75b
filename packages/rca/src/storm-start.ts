import type { Sighting } from './sighting.ts';

/**
 * When the storm of an incident began: the onset from which on most anomalies began within `spanMs`, of equals the earliest. An
 * incident may have smouldered for hours before, which says little about what then happened. Undefined without members.
 */
export function stormStart(
  members: readonly Pick<Sighting, 'startedAt'>[],
  spanMs: number,
): number | undefined {
  const onsets = members.map(({ startedAt }) => startedAt).sort((a, b) => a - b);
  let start: number | undefined;
  let most = 0;
  let end = 0;
  onsets.forEach((onset, i) => {
    while (end < onsets.length && (onsets[end] as number) - onset <= spanMs) end += 1;
    if (end - i > most) {
      most = end - i;
      start = onset;
    }
  });
  return start;
}
