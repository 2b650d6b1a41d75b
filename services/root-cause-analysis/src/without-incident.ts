import type { Config } from '@aiops/config';
import { backgroundSince, type DomainState, fullRanking, type RankedEntity } from '@aiops/rca';
import type { KeyedState } from '@aiops/runtime';
import { type TopologySource, topologyView } from './topology-view.ts';

/**
 * The possible causes of what a task's state has heard of since `since` (epoch ms of event time) where no incident opened: one
 * anomaly is none, but it and the deviations around it say as much about their entities. Best first.
 */
export function withoutIncident(
  state: KeyedState,
  config: Config['root_cause_analysis'],
  topology: TopologySource,
  since: number,
): RankedEntity[] {
  const { index, status } = topologyView(topology)();
  return [...state.keys()]
    .flatMap((key) => state.get<{ incidents: DomainState }>(key)?.incidents ?? [])
    .flatMap((domain) => {
      const members = domain.loose.filter(({ newsAt }) => newsAt >= since);
      const background = backgroundSince(domain, since, domain.clock ?? since);
      return fullRanking(members, index, config.max_graph_depth, status, background).ranking;
    })
    .sort((a, b) => b.score - a.score || (a.entity < b.entity ? -1 : 1));
}
