import type { Config } from '@aiops/config';
import {
  alertsBetween,
  backgroundOf,
  changesBefore,
  type DomainState,
  fullRanking,
  type RankedEntity,
} from '@aiops/rca';
import type { KeyedState } from '@aiops/runtime';
import { type TopologySource, topologyView } from './topology-view.ts';
import { withoutIncident } from './without-incident.ts';

/** The largest incident of a task, with all its possible causes. */
export interface LeadingIncident {
  /** Undefined where none opened. */
  readonly id: string | undefined;
  readonly members: number;
  /** Best first. */
  readonly ranking: readonly RankedEntity[];
  /** Confidence of the first, 0…1; 0 where there is none. */
  readonly confidence: number;
}

/**
 * The published incident with the most members among those that something was heard of since `since` (epoch ms of event
 * time), as a task's state has it now; of equals the earliest. Where there is none, {@link withoutIncident}.
 */
export function leadingIncident(
  state: KeyedState,
  config: Config['root_cause_analysis'],
  topology: TopologySource,
  since: number,
): LeadingIncident {
  const stored = [...state.keys()].flatMap((key) => state.get<{ incidents: DomainState }>(key) ?? []);
  const domains = stored.map(({ incidents }) => incidents);
  const { index, status } = topologyView(topology)();
  const [first] = domains
    .flatMap((domain) => domain.incidents.map((incident) => ({ incident, domain })))
    .filter(({ incident: { phase, newsAt } }) => phase !== 'forming' && newsAt >= since)
    .sort(({ incident: a }, { incident: b }) => b.total - a.total || onsetOf(a) - onsetOf(b));
  if (first === undefined) {
    const space = { index, depth: config.max_graph_depth };
    return { id: undefined, members: 0, ...withoutIncident(domains, space, status, since) };
  }
  const { incident, domain } = first;
  const now = domain.clock ?? 0;
  const changes = changesBefore(domain.changes, now, config.correlation_window);
  const alerts = alertsBetween(domain.alerts, onsetOf(incident) - config.correlation_window, now);
  const background = { ...backgroundOf(domain, incident, now), changes, alerts };
  return {
    id: incident.id,
    members: incident.total,
    ...fullRanking(incident.members, index, config.max_graph_depth, status, background),
  };
}

function onsetOf({ members }: DomainState['incidents'][number]): number {
  return members[0]?.startedAt ?? 0;
}
