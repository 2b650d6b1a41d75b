import { type Criticality, formatTimestamp, type TopologyEdge } from '@aiops/contracts';
import type { ExtraTopology } from '../merge-topology.ts';
import { edgeKey } from '../topology-draft.ts';
import type { LiveEdge } from './live-graph.ts';
import { type PlacedNames, placeNames } from './place-names.ts';
import { sightingKey } from './sighting.ts';

/** What is known of edges that were seen live. */
export interface LiveEdges {
  readonly seen: readonly LiveEdge[];
  /** As they were stored; they count where nothing newer is known. */
  readonly stored: readonly LiveEdge[];
}

/**
 * Adds what was seen live to what the files say. What both know stays as the files have it, with the time at which it was last seen. An
 * edge that was seen in several ways is one, as critical as the strongest of them. The order of the edges changes nothing.
 */
export function mergeLive(base: ExtraTopology, live: LiveEdges, criticality: Criticality): ExtraTopology {
  if (live.seen.length + live.stored.length === 0) return base;
  const names = placeNames(
    base.nodes,
    [...inOrder(live.seen), ...inOrder(live.stored)].map(({ sighting }) => sighting),
  );
  const found = { seen: new Map<string, TopologyEdge>(), stored: new Map<string, TopologyEdge>() };
  for (const how of ['seen', 'stored'] as const)
    for (const edge of inOrder(live[how]))
      for (const { key, placed } of place(edge, names, criticality)) {
        const known = found[how].get(key);
        found[how].set(key, known === undefined ? placed : strongest(known, placed));
      }
  const seen = new Map([...found.stored, ...found.seen]);
  const edges = base.edges.map((edge) => {
    const key = edgeKey({ ...edge, source_port: '', target_port: '' });
    const last = seen.get(key)?.last_seen;
    seen.delete(key);
    return last === undefined ? edge : { ...edge, last_seen: newest(edge.last_seen, last) };
  });
  const ends = new Set([...seen.values()].flatMap(({ from, to }) => [from, to]));
  const known = new Set(base.nodes.map(({ id }) => id));
  return {
    nodes: names.nodes.filter(({ id }) => known.has(id) || ends.has(id)),
    edges: [...edges, ...seen.values()],
  };
}

function inOrder(live: readonly LiveEdge[]): LiveEdge[] {
  return live
    .map((edge) => ({ edge, key: sightingKey(edge.sighting) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ edge }) => edge);
}

/** The edge of a sighting with its key; none where an end stands for nothing, or both for the same. */
function place({ sighting, last }: LiveEdge, names: PlacedNames, criticality: Criticality) {
  const [from, to] = [names.from(sighting), names.to(sighting)];
  if (to === undefined || to === from) return [];
  const placed: TopologyEdge = {
    from,
    to,
    kind: sighting.kind,
    source: sighting.source,
    criticality: criticality[sighting.relation],
    last_seen: formatTimestamp(last),
  };
  return [{ key: edgeKey(placed), placed }];
}

/** One edge of two that join the same nodes: nothing of it depends on which came first. */
function strongest(a: TopologyEdge, b: TopologyEdge): TopologyEdge {
  return {
    ...a,
    source: rank(a.source) <= rank(b.source) ? a.source : b.source,
    criticality: Math.max(a.criticality, b.criticality),
    last_seen: newest(a.last_seen, b.last_seen ?? ''),
  };
}

/** What spans show says more than what labels do. */
function rank(source: string): number {
  return ['traces', 'metrics', 'events'].indexOf(source);
}

function newest(a: string | undefined, b: string): string {
  return a !== undefined && a > b ? a : b;
}
