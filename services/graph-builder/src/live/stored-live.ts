import { type Criticality, parseTimestamp, type Topology, type TopologyNode } from '@aiops/contracts';
import type { LiveEdge } from './live-graph.ts';
import { type Sighting, seenName, seenService } from './sighting.ts';

/** What sightings give as the source of their edges. */
const SOURCES: ReadonlySet<string> = new Set(['traces', 'metrics', 'events'] satisfies Sighting['source'][]);

/**
 * The edges of a stored topology that were seen live. Whoever stores the files anew keeps them: they leave by their age, not because
 * somebody reads the files again, or because the state of the one that watches was lost.
 */
export function storedLive(topology: Topology | undefined, criticality: Criticality): LiveEdge[] {
  const nodes = new Map(topology?.nodes.map((node) => [node.id, node]));
  return (topology?.edges ?? []).flatMap((edge): LiveEdge[] => {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    const last = parseTimestamp(edge.last_seen ?? '');
    const isLive = SOURCES.has(edge.source) && (edge.kind === 'calls' || edge.kind === 'runs_on');
    if (!isLive || from === undefined || to === undefined || last === undefined) return [];
    const [caller, target] = [seenService(from.name, from.site), seenName(to.name, to.site)];
    if (caller === undefined || target === undefined) return [];
    const sighting: Sighting = {
      kind: edge.kind as Sighting['kind'],
      relation: relationOf(edge.kind as Sighting['kind'], edge.criticality, criticality),
      source: edge.source as Sighting['source'],
      from: caller,
      to: { ...target, as: targetOf(edge.kind as Sighting['kind'], to) },
    };
    return [{ sighting, last }];
  });
}

function relationOf(kind: Sighting['kind'], value: number, criticality: Criticality): Sighting['relation'] {
  if (kind === 'runs_on') return 'physical';
  return value === criticality.async ? 'async' : 'sync_call';
}

function targetOf(kind: Sighting['kind'], node: TopologyNode): Sighting['to']['as'] {
  if (node.kind === 'service') return node.stub === true ? 'peer' : 'service';
  return kind === 'runs_on' ? 'host' : 'address';
}
