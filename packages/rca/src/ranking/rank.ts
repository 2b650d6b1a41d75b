import type { KnownMaintenance } from '../memory/known-maintenance.ts';
import type { TopologyIndex } from '../network/topology-index.ts';
import type { Sighting } from '../signals/sighting.ts';
import { bestFirst, leadersOf } from './best-first.ts';
import { candidateOf, type ScoredCandidate } from './candidate.ts';
import type { Finding } from './finding.ts';
import { type Background, groundsOf } from './grounds.ts';
import { scoresOf } from './score-of.ts';
import type { Suspect } from './suspect.ts';
import { suspectsOf } from './suspects-of.ts';
import type { Signs } from './terms/deviation-terms.ts';
import type { DependencyMap } from './ties/dependency-map.ts';

export interface Ranked {
  readonly suspect: Suspect;
  readonly candidate: ScoredCandidate;
}

/** All possible causes, best first, and the material they were judged on. */
export interface Ranking {
  /** Those that are told; {@link ranked} are all, put together when they are asked for: of a large outage thousands are suspected. */
  readonly leading: readonly Ranked[];
  readonly ranked: readonly Ranked[];
  /** The sum of the scores above 0 of all but the first. */
  readonly othersSum: number;
  readonly findings: ReadonlyMap<string, Finding>;
  readonly map: DependencyMap;
  readonly signs: Signs;
  readonly maintenance: ReadonlyMap<string, KnownMaintenance>;
}

/** Candidates of a result. */
const LEADING = 5;

/**
 * Ranks the possible causes of an incident, see {@link suspectsOf}. A score is the sum of the terms; ties go by entity id, so that the
 * order is total.
 */
export function rank(
  members: readonly Sighting[],
  index: TopologyIndex | undefined,
  depth: number,
  background: Background = {},
): Ranking {
  const grounds = groundsOf(members, index, depth, background);
  const { findings, map, signs, maintenance } = grounds;
  const suspects = suspectsOf(grounds, background);
  const scores = scoresOf(suspects, grounds);
  const leaders = leadersOf(scores, LEADING);
  const rankedAt = (place: number): Ranked => {
    const suspect = suspects.at(place);
    return { suspect, candidate: candidateOf(suspect, scores[place] as number, grounds) };
  };
  return {
    leading: leaders.map(rankedAt),
    get ranked() {
      return bestFirst(scores).map(rankedAt);
    },
    othersSum: sumBeside(leaders[0], scores),
    findings,
    map,
    signs,
    maintenance,
  };
}

/** The sum of scores above 0 but for that at one place: of whole millionths, so that it is exact. */
function sumBeside(first: number | undefined, scores: Float64Array): number {
  let millionths = 0;
  for (let place = 0; place < scores.length; place += 1)
    if (place !== first) millionths += Math.round(Math.max(0, scores[place] as number) * 1e6);
  return millionths / 1e6;
}
