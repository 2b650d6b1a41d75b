import {
  type Criticality,
  type DevicesFile,
  defaultCriticality,
  type TargetsFile,
  type TopologyEdge,
  type TopologyFile,
  type TopologyNode,
} from '@aiops/contracts';
import { addControllers } from './merge-controllers.ts';
import { linkDependencies } from './merge-dependencies.ts';
import { finishEdge, linkEdges, placeStubs, uniqueEdges } from './merge-edges.ts';
import { addDevices, addDiscovered } from './merge-nodes.ts';
import { createNameIndex } from './name-index.ts';
import { finishNode, type NodeDraft, type TopologyProblem, uniqueSpellings } from './topology-draft.ts';

/** Nodes and edges that come from elsewhere than the two files: traces, or the demo. */
export interface ExtraTopology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

export interface TopologyInputs {
  readonly devices: DevicesFile;
  readonly discovered?: TopologyFile | undefined;
  /** The management controllers that Redfish talks to. */
  readonly redfish?: TargetsFile | undefined;
  readonly extra?: ExtraTopology | undefined;
  /** The criticality of edges that name none. */
  readonly criticality?: Criticality | undefined;
}

export interface MergedTopology extends ExtraTopology {
  /** What the inputs have wrong. Nodes and edges are fit for use only when this is empty. */
  readonly problems: readonly TopologyProblem[];
}

/**
 * One network map out of the devices file, what discovery found, the targets of Redfish, and anything extra. Its order and its content do not
 * depend on the order of the inputs, so that the same network always has the same version.
 */
export function mergeTopology(inputs: TopologyInputs): MergedTopology {
  const { criticality = defaultCriticality } = inputs;
  const problems: TopologyProblem[] = [];
  const index = createNameIndex<NodeDraft>();
  const drafts = addDevices(inputs.devices, index, problems);
  const discovered = inputs.discovered ?? { nodes: {}, edges: [] };
  drafts.push(...addDiscovered(discovered, index, problems));
  const found = { index, all: drafts, problems };
  const controllers = addControllers(inputs.redfish ?? [], found);
  const linked = [...controllers, ...linkEdges(discovered, found), ...linkDependencies(found)];
  placeStubs(linked);

  const finished = new Map(drafts.map((draft) => [draft, finishNode(draft)]));
  const idOf = new Map([...finished].map(([draft, node]) => [draft, node.id]));
  const nodes = addExtraNodes([...finished.values()], inputs.extra?.nodes ?? []);
  const edges = uniqueEdges([
    ...linked.map((draft) => finishEdge(draft, idOf, criticality, discovered.updated)),
    ...hostings(finished, index, criticality.physical),
    ...(inputs.extra?.edges ?? []),
  ]);
  checkExtra(inputs.extra, nodes, problems);
  return { nodes, edges, problems };
}

/** A service listed with a `host` that is a device runs on that device. */
function hostings(
  finished: ReadonlyMap<NodeDraft, TopologyNode>,
  index: { find(name: string): readonly NodeDraft[] },
  criticality: number,
): TopologyEdge[] {
  return [...finished].flatMap(([draft, service]): TopologyEdge[] => {
    if (service.kind !== 'service' || draft.host === undefined) return [];
    const hosts = index.find(draft.host).map((found) => finished.get(found));
    const host = hosts.find((node) => node?.kind === 'device');
    return host === undefined
      ? []
      : [{ from: service.id, to: host.id, kind: 'runs_on', source: 'devices', criticality }];
  });
}

/** What the files say of a node stays; an extra one with the same id only adds names. */
function addExtraNodes(nodes: readonly TopologyNode[], extra: readonly TopologyNode[]): TopologyNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of extra) {
    const known = byId.get(node.id);
    const aliases = uniqueSpellings([...(known?.aliases ?? []), ...(node.aliases ?? [])]);
    byId.set(node.id, known === undefined ? node : { ...known, aliases });
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function checkExtra(
  extra: ExtraTopology | undefined,
  nodes: readonly TopologyNode[],
  problems: TopologyProblem[],
): void {
  const ids = new Set(nodes.map((node) => node.id));
  extra?.edges.forEach((edge, place) => {
    const refuse = (message: string) =>
      problems.push({ input: 'extra', path: ['extra', 'edges', place], message });
    if (edge.from === edge.to) refuse(`"${edge.from}" leads to itself`);
    for (const end of [edge.from, edge.to]) if (!ids.has(end)) refuse(`no node has the id "${end}"`);
  });
}
