import {
  callFigureFields,
  contentId,
  formatTimestamp,
  nameOf,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
  topics,
} from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { defined, edgeKey } from './topology-draft.ts';

/** Most names that one event lists, so that a new map of 10,000 nodes still fits into a message. */
const MOST_NAMES = 100;

export interface TopologyChange {
  readonly version: string;
  readonly previous: Topology | undefined;
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
  /** When the new version becomes effective, epoch ms. */
  readonly at: number;
}

/**
 * The `topology_changed` event: which version follows which, from when, and what came and went. Its id depends on the
 * two versions only. It is about no single entity, so all such events share one key and keep their order.
 */
export function topologyChanged(change: TopologyChange): OutMessage {
  const { version, previous, nodes, edges } = change;
  const before = partsOf(previous?.nodes ?? [], previous?.edges ?? []);
  const after = partsOf(nodes, edges);
  const added = [...after].filter(([key]) => !before.has(key)).map(([, { name }]) => name);
  const removed = [...before].filter(([key]) => !after.has(key)).map(([, { name }]) => name);
  const changed = [...after]
    .filter(([key, { content }]) => (before.get(key)?.content ?? content) !== content)
    .map(([, { name }]) => name);
  const id = contentId('topology_changed', previous?.version ?? '', version);
  return {
    topic: topics.events,
    key: 'topology',
    id,
    value: {
      event_id: id,
      timestamp: formatTimestamp(change.at),
      event_type: 'topology_changed',
      source: 'graph-builder',
      severity: 'info',
      summary: `The topology has ${nodes.length} nodes and ${edges.length} edges; ${added.length} came, ${removed.length} went${changed.length === 0 ? '' : `, ${changed.length} changed`}.`,
      details: {
        version,
        previous: previous?.version ?? null,
        nodes: nodes.length,
        edges: edges.length,
        added: added.slice(0, MOST_NAMES),
        added_total: added.length,
        removed: removed.slice(0, MOST_NAMES),
        removed_total: removed.length,
        ...(changed.length === 0
          ? {}
          : { changed: changed.slice(0, MOST_NAMES), changed_total: changed.length }),
      },
    },
  };
}

interface Part {
  /** For people. */
  readonly name: string;
  /** Everything that makes a difference; when an edge was last seen and how its calls went make none. */
  readonly content: string;
}

const NOT_LASTING = Object.fromEntries(['last_seen', ...callFigureFields].map((field) => [field, undefined]));

/** Every node and edge, nodes first. */
function partsOf(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const node of nodes) parts.set(node.id, { name: node.id, content: contentOf(node) });
  for (const edge of edges) {
    const lasting = defined({ ...edge, ...NOT_LASTING });
    parts.set(edgeKey(edge), { name: edgeText(edge), content: contentOf(lasting) });
  }
  return parts;
}

/** Stores give fields back in an order of their own. */
function contentOf(part: object): string {
  return JSON.stringify(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function edgeText(edge: TopologyEdge): string {
  const end = (id: string, port: string | undefined) => [nameOf(id), port].filter(Boolean).join(' ');
  return `${end(edge.from, edge.source_port)} ${edge.kind} ${end(edge.to, edge.target_port)}`;
}
