import type { Suspected } from '../replay/prediction.ts';

/**
 * The place of the true cause in a ranking; of several right answers the best place. Equal scores share their average place,
 * rounded up, so that nobody gains by a tie. Undefined when none of them is in the ranking.
 */
export function causeRank(ranking: readonly Suspected[], causes: readonly string[]): number | undefined {
  const scores = new Map<string, number>();
  for (const { entity, score } of ranking)
    scores.set(entity, Math.max(score, scores.get(entity) ?? Number.NEGATIVE_INFINITY));
  const places = causes.flatMap((cause) => {
    const own = scores.get(cause);
    if (own === undefined) return [];
    const all = [...scores.values()];
    const better = all.filter((score) => score > own).length;
    const equal = all.filter((score) => score === own).length;
    return [Math.ceil(better + (equal + 1) / 2)];
  });
  return places.length === 0 ? undefined : Math.min(...places);
}
