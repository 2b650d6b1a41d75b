import {
  backgroundSince,
  type DomainState,
  fullRanking,
  type RankedEntity,
  type Space,
  type TopologyStatus,
} from '@aiops/rca';

/**
 * The possible causes of what domains have heard of since `since` (epoch ms of event time) where no incident opened: one
 * anomaly is none, but it and the deviations around it say as much about their entities. Best first.
 */
export function withoutIncident(
  domains: readonly DomainState[],
  { index, depth }: Pick<Space, 'index' | 'depth'>,
  status: TopologyStatus,
  since: number,
): RankedEntity[] {
  return domains
    .flatMap((domain) => {
      const members = domain.loose.filter(({ newsAt }) => newsAt >= since);
      const background = backgroundSince(domain, since, domain.clock ?? since);
      return fullRanking(members, index, depth, status, background).ranking;
    })
    .sort((a, b) => b.score - a.score || (a.entity < b.entity ? -1 : 1));
}
