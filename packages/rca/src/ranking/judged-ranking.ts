import type { TopologyIndex } from '../network/topology-index.ts';
import { round4 } from '../rounding.ts';
import type { Sighting } from '../signals/sighting.ts';
import { judge, type TopologyStatus, type Verdict } from './confidence.ts';
import type { Background } from './grounds.ts';
import { type Ranking, rank } from './rank.ts';

/** The possible causes of an incident and how sure they are. */
export interface JudgedRanking {
  readonly ranking: Ranking;
  readonly verdict: Verdict;
  /** Share (0…1) of the anomalous entities that the topology knows. */
  readonly coverage: number;
}

/** {@link rank} with the verdict on it. */
export function judgedRanking(
  members: readonly Sighting[],
  index: TopologyIndex | undefined,
  depth: number,
  status: TopologyStatus,
  background?: Background,
): JudgedRanking {
  const ranking = rank(members, index, depth, background);
  const known = [...ranking.findings.values()].filter(({ node }) => node !== undefined).length;
  const coverage = round4(known / Math.max(1, ranking.findings.size));
  return { ranking, verdict: judge(ranking, status, coverage), coverage };
}
