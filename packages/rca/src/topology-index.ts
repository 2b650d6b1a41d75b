import type { EdgeKind, Topology, TopologyNode } from '@aiops/contracts';
import { compareText } from './compare-text.ts';
import { compareRank, type DeviceRank, deviceRank } from './device-rank.ts';
import { hopDistances, UNREACHED } from './hop-distances.ts';

/** One dependency: the node at the other end, how they are joined, and how surely a failure is felt (0…1). */
export interface Link {
  readonly id: string;
  readonly kind: EdgeKind;
  readonly criticality: number;
}

/** How one entity is reached from another along dependencies. */
export interface Reach {
  /** Number of dependencies in between; 1 is a direct one. */
  readonly distance: number;
  /** Product of (1 + criticality) / 2 along the way: 1 when every failure is felt for sure. */
  readonly strength: number;
  /** The node before it on the way, and how the two are joined. */
  readonly from: string;
  readonly kind: EdgeKind;
}

export interface PathStep {
  readonly id: string;
  /** How this step is joined to the one before; absent on the first. */
  readonly kind?: EdgeKind;
}

/** A topology prepared for the questions of an incident. Built once per version. */
export interface TopologyIndex {
  readonly version: string;
  readonly asOf: string;
  readonly size: number;
  node(id: string): TopologyNode | undefined;
  /** Hops between two entities, whatever the direction; undefined beyond `depth` or when one is unknown. */
  hops(a: string, b: string, depth: number): number | undefined;
  /** What an entity depends on directly. */
  dependencies(id: string): readonly Link[];
  /** What depends directly on an entity. */
  dependents(id: string): readonly Link[];
  /** Everything an entity depends on within `depth`, by id, nearest first. Never holds the entity itself. */
  upstream(id: string, depth: number): ReadonlyMap<string, Reach>;
  /** Everything that depends on an entity within `depth`, by id, nearest first. Never holds the entity itself. */
  downstream(id: string, depth: number): ReadonlyMap<string, Reach>;
  /** Shortest way along dependencies from an entity to what it depends on, both ends included; undefined beyond `depth`. */
  path(from: string, to: string, depth: number): readonly PathStep[] | undefined;
}

/** Results kept per index and kind; past that the oldest goes. 1,000 distance rows of 10,000 nodes are 10 MB. */
const KEPT_ANSWERS = 1000;
const NO_LINKS: readonly Link[] = [];

/**
 * Builds the index. `calls` and `runs_on` lead from what depends to what it depends on. A cable (`connects_to`) has no
 * direction of its own: the device farther from the core depends on the nearer one (see {@link compareRank}); between
 * equals there is no dependency, only a hop.
 */
export function createTopologyIndex(topology: Topology): TopologyIndex {
  const nodes = new Map(topology.nodes.map((node) => [node.id, node]));
  const { dependencies, dependents } = directed(topology, nodes);
  const number = new Map([...nodes.keys()].map((id, index) => [id, index]));
  const neighbours = adjacency(topology, number);
  const distanceRows = new Map<number, Map<string, Uint8Array>>();
  const reaches = new Map<string, ReadonlyMap<string, Reach>>();
  const links = (of: ReadonlyMap<string, readonly Link[]>, id: string) => of.get(id) ?? NO_LINKS;
  // The depth is a setting: there is one, and no key need be built for each question.
  const rowsOf = (depth: number) => {
    const rows = distanceRows.get(depth) ?? new Map<string, Uint8Array>();
    distanceRows.set(depth, rows);
    return rows;
  };
  const upstream = (id: string, depth: number) =>
    remembered(reaches, `${depth} up ${id}`, () => reachable(id, depth, (at) => links(dependencies, at)));
  const downstream = (id: string, depth: number) =>
    remembered(reaches, `${depth} down ${id}`, () => reachable(id, depth, (at) => links(dependents, at)));
  return {
    version: topology.version,
    asOf: topology.as_of,
    size: nodes.size,
    node: (id) => nodes.get(id),
    hops(a, b, depth) {
      const from = number.get(a);
      const to = number.get(b);
      if (from === undefined || to === undefined) return undefined;
      const row = remembered(rowsOf(depth), a, () => hopDistances(neighbours, from, depth));
      const hops = row[to] ?? UNREACHED;
      return hops === UNREACHED ? undefined : hops;
    },
    dependencies: (id) => links(dependencies, id),
    dependents: (id) => links(dependents, id),
    upstream,
    downstream,
    path(from, to, depth) {
      if (from === to) return [{ id: from }];
      return pathTo(upstream(from, depth), from, to);
    },
  };
}

type Links = Map<string, Link[]>;

function directed(topology: Topology, nodes: ReadonlyMap<string, TopologyNode>) {
  const dependencies: Links = new Map();
  const dependents: Links = new Map();
  // Once for each node: reading a type takes longer than all else that is done with an edge.
  const ranks = new Map([...nodes.values()].map((node) => [node, deviceRank(node)]));
  const order = (from: TopologyNode, to: TopologyNode) =>
    compareRank(ranks.get(from) as DeviceRank, ranks.get(to) as DeviceRank);
  for (const edge of topology.edges) {
    const from = nodes.get(edge.from);
    const to = nodes.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    const farther = edge.kind === 'connects_to' ? order(from, to) : 1;
    if (farther === 0) continue;
    const [depends, on] = farther > 0 ? [from, to] : [to, from];
    const { kind, criticality } = edge;
    push(dependencies, depends.id, { id: on.id, kind, criticality });
    push(dependents, on.id, { id: depends.id, kind, criticality });
  }
  for (const links of [dependencies, dependents]) links.forEach(sortLinks);
  return { dependencies, dependents };
}

function push(links: Links, id: string, link: Link): void {
  const present = links.get(id);
  if (present === undefined) links.set(id, [link]);
  else present.push(link);
}

/** By id, the surest of parallel edges first: the order of the input must not show. */
function sortLinks(links: Link[]): void {
  links.sort(
    (a, b) => compareText(a.id, b.id) || b.criticality - a.criticality || compareText(a.kind, b.kind),
  );
}

function adjacency(topology: Topology, number: ReadonlyMap<string, number>): readonly (readonly number[])[] {
  const neighbours = Array.from({ length: number.size }, (): number[] => []);
  for (const edge of topology.edges) {
    const from = number.get(edge.from);
    const to = number.get(edge.to);
    if (from === undefined || to === undefined) continue;
    neighbours[from]?.push(to);
    neighbours[to]?.push(from);
  }
  return neighbours;
}

function reachable(start: string, depth: number, links: (id: string) => readonly Link[]) {
  const found = new Map<string, Reach>();
  let front: readonly string[] = [start];
  for (let distance = 1; distance <= depth && front.length > 0; distance++) {
    const next: string[] = [];
    for (const from of front) {
      const strength = found.get(from)?.strength ?? 1;
      for (const { id, kind, criticality } of links(from)) {
        if (id === start || found.has(id)) continue;
        found.set(id, { distance, strength: strength * ((1 + criticality) / 2), from, kind });
        next.push(id);
      }
    }
    front = next;
  }
  return found;
}

function pathTo(
  reach: ReadonlyMap<string, Reach>,
  from: string,
  to: string,
): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  for (let at = to; at !== from; ) {
    const step = reach.get(at);
    if (step === undefined) return undefined;
    steps.push({ id: at, kind: step.kind });
    at = step.from;
  }
  return [{ id: from }, ...steps.reverse()];
}

function remembered<T>(answers: Map<string, T>, key: string, find: () => T): T {
  const known = answers.get(key);
  if (known !== undefined) return known;
  if (answers.size >= KEPT_ANSWERS) answers.delete(answers.keys().next().value ?? '');
  const found = find();
  answers.set(key, found);
  return found;
}
