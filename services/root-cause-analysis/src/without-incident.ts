import {
  backgroundSince,
  type DomainState,
  type FullRanking,
  fullRanking,
  type Space,
  type TopologyStatus,
} from '@aiops/rca';

/**
 * The possible causes of what domains have heard of since `since` (epoch ms of event time) where no incident opened: one
 * anomaly is none, but it and the deviations around it say as much about their entities. Best first; the confidence is that of
 * the domain of the first.
 */
export function withoutIncident(
  domains: readonly DomainState[],
  { index, depth }: Pick<Space, 'index' | 'depth'>,
  status: TopologyStatus,
  since: number,
): FullRanking {
  const found = domains.map((domain) => {
    const members = domain.loose.filter(({ newsAt }) => newsAt >= since);
    const background = backgroundSince(domain, since, domain.clock ?? since);
    return fullRanking(members, index, depth, status, background);
  });
  const ranking = found
    .flatMap((one) => one.ranking)
    .sort((a, b) => b.score - a.score || (a.entity < b.entity ? -1 : 1));
  const first = found.find((one) => one.ranking.some((ranked) => ranked === ranking[0]));
  return { ranking, confidence: first?.confidence ?? 0 };
}
