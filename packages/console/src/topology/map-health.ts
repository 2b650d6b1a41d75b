import type { Role } from '../graph/graph-model.ts';
import type { IncidentSummary, Operations } from '../live/api-types.ts';

type Topology = Operations['getTopology']['answer'];

/** Something on the map that is not well, and the open incidents that say so. */
export interface NodeHealth {
  readonly role: Extract<Role, 'cause' | 'victim'>;
  readonly incidents: readonly string[];
}

/**
 * What of the map open incidents are about, by node id. Incidents name things; of several of one name those of the incident's domain are
 * meant, or all when none is there.
 */
export function mapHealth(
  { nodes }: Pick<Topology, 'nodes'>,
  incidents: Iterable<IncidentSummary>,
): ReadonlyMap<string, NodeHealth> {
  const find = finder(nodes);
  const found = new Map<string, NodeHealth>();
  for (const { id, state, cause, entities, domain } of incidents) {
    if (state !== 'open') continue;
    for (const name of new Set(cause === null ? entities : [cause, ...entities])) {
      for (const node of find(name, domain))
        found.set(node, withIncident(found.get(node), id, name === cause));
    }
  }
  return found;
}

function finder(nodes: Topology['nodes']): (name: string, domain: string | null) => string[] {
  const byName = new Map<string, Topology['nodes'][number][]>();
  for (const node of nodes) byName.set(node.name, [...(byName.get(node.name) ?? []), node]);
  return (name, domain) => {
    const named = byName.get(name) ?? [];
    const near = named.filter(({ site }) => site === domain);
    return (near.length > 0 ? near : named).map(({ id }) => id);
  };
}

function withIncident(known: NodeHealth | undefined, id: string, isCause: boolean): NodeHealth {
  return {
    role: isCause || known?.role === 'cause' ? 'cause' : 'victim',
    incidents: [...(known?.incidents ?? []), id],
  };
}
