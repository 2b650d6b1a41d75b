import type { TopologyIndex } from '../network/topology-index.ts';
import type { Sighting } from '../signals/sighting.ts';
import type { TopologyStatus } from './confidence.ts';
import type { Background } from './grounds.ts';
import { judgedRanking } from './judged-ranking.ts';

/** An entity and how strongly it is suspected. */
export interface RankedEntity {
  readonly entity: string;
  readonly score: number;
}

/** All possible causes, best first, not only those that a result shows. */
export interface FullRanking {
  readonly ranking: readonly RankedEntity[];
  /** Of the first one, 0…1. */
  readonly confidence: number;
}

/** What {@link judgedRanking} says about the members of an incident, whatever its length. */
export function fullRanking(
  members: readonly Sighting[],
  index: TopologyIndex | undefined,
  depth: number,
  status: TopologyStatus,
  background?: Background,
): FullRanking {
  const { ranking, verdict } = judgedRanking(members, index, depth, status, background);
  return {
    ranking: ranking.ranked.map(({ candidate }) => ({
      entity: candidate.entity_id,
      score: candidate.score,
    })),
    confidence: verdict.confidences[0] ?? 0,
  };
}
