import { bestFirst } from './best-first.ts';
import { candidateOf, type ScoredCandidate } from './candidate.ts';
import type { DependencyMap } from './dependency-map.ts';
import type { Signs } from './deviation-terms.ts';
import type { Finding } from './finding.ts';
import { type Background, groundsOf } from './grounds.ts';
import type { KnownMaintenance } from './known-maintenance.ts';
import { scoresOf } from './score-of.ts';
import type { Sighting } from './sighting.ts';
import type { Suspect } from './suspect.ts';
import { suspectsOf } from './suspects-of.ts';
import type { TopologyIndex } from './topology-index.ts';

export interface Ranked {
  readonly suspect: Suspect;
  readonly candidate: ScoredCandidate;
}

/** All possible causes, best first, and the material they were judged on. */
export interface Ranking {
  /** Those that are told; {@link ranked} are all, put together when they are asked for: of a large outage thousands are suspected. */
  readonly leading: readonly Ranked[];
  readonly ranked: readonly Ranked[];
  /** Of all. */
  readonly scores: readonly number[];
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
  const order = bestFirst(scores);
  const rankedAt = (place: number): Ranked => {
    const suspect = suspects.at(place);
    return { suspect, candidate: candidateOf(suspect, scores[place] as number, grounds) };
  };
  return {
    leading: order.slice(0, LEADING).map(rankedAt),
    get ranked() {
      return order.map(rankedAt);
    },
    scores: order.map((place) => scores[place] as number),
    findings,
    map,
    signs,
    maintenance,
  };
}
