import { formatTimestamp, parseTimestamp, type TopologyEdge, type TopologyFile } from '@aiops/contracts';
import { listNames } from './merge-nodes.ts';
import type { NameIndex } from './name-index.ts';
import { cable, defined, edgeKey, type NodeDraft, type TopologyProblem, textOf } from './topology-draft.ts';

type FileEdge = TopologyFile['edges'][number];

/** A discovered cable between two drafts, whose ids are not known before all edges were seen. */
export interface EdgeDraft {
  readonly from: NodeDraft;
  readonly to: NodeDraft;
  readonly edge: FileEdge;
}

/** Finds both ends of each edge; an end that nothing names becomes a stub, which is added to `drafts`. */
export function linkEdges(
  file: TopologyFile,
  index: NameIndex<NodeDraft>,
  drafts: NodeDraft[],
  problems: TopologyProblem[],
): EdgeDraft[] {
  const end = (name: string, place: number, field: 'source' | 'target') => {
    const path = ['edges', place, field];
    const found = index.find(name);
    if (found.length > 1) {
      const message = `"${name}" stands for ${listNames(found)}: name the end by a host or ip of its own`;
      problems.push({ input: 'discovered', path, message });
    }
    if (found[0] !== undefined) return respell(found[0], name.trim());
    if (name.trim() === '') problems.push({ input: 'discovered', path, message: 'the name is blank' });
    const stub: NodeDraft = { name: name.trim(), spellings: new Set([name.trim()]), stub: true };
    drafts.push(stub);
    index.add(stub);
    return stub;
  };
  const linked = file.edges.map((edge, place) => ({
    from: end(edge.source, place, 'source'),
    to: end(edge.target, place, 'target'),
    edge,
  }));
  linked.forEach(({ from, to, edge }, place) => {
    if (from !== to) return;
    const message = `"${edge.source}" and "${edge.target}" are the same device, "${from.name}"; a cable needs two ends`;
    problems.push({ input: 'discovered', path: ['edges', place], message });
  });
  return linked;
}

/** A stub that is spelled in two ways takes the same one whichever edge comes first. */
function respell(found: NodeDraft, name: string): NodeDraft {
  if (!found.stub || name.toLowerCase() !== found.name.toLowerCase()) return found;
  found.spellings.add(name);
  if (name < found.name) found.name = name;
  return found;
}

/** A stub stands in the site of what it is cabled to; between several, in the first by name. */
export function placeStubs(edges: readonly EdgeDraft[]): void {
  const sites = new Map<NodeDraft, string[]>();
  const note = (stub: NodeDraft, neighbour: NodeDraft) => {
    if (!stub.stub || neighbour.stub) return;
    sites.set(stub, [...(sites.get(stub) ?? []), neighbour.site ?? 'default']);
  };
  for (const { from, to } of edges) {
    note(from, to);
    note(to, from);
  }
  for (const [stub, found] of sites) stub.site ??= found.sort()[0];
}

/** The edge that a draft has become. `updated` is when discovery wrote its file. */
export function finishEdge(
  draft: EdgeDraft,
  idOf: ReadonlyMap<NodeDraft, string>,
  updated: TopologyFile['updated'],
): TopologyEdge {
  const seenAt = updated === null || updated === undefined ? undefined : parseTimestamp(updated);
  return {
    from: idOf.get(draft.from) ?? '',
    to: idOf.get(draft.to) ?? '',
    kind: 'connects_to',
    source: 'discovery',
    criticality: 1,
    ...defined({
      source_port: textOf(draft.edge.source_port),
      target_port: textOf(draft.edge.target_port),
      protocol: textOf(draft.edge.protocol)?.toLowerCase(),
      last_seen: seenAt === undefined ? undefined : formatTimestamp(seenAt),
    }),
  };
}

/** Each cable and each dependency once, in a fixed order. Of several tellings the first in that order is kept. */
export function uniqueEdges(edges: readonly TopologyEdge[]): TopologyEdge[] {
  const unique = new Map<string, TopologyEdge>();
  const told = edges.map((edge) => ({ edge: cable(edge), key: edgeKey(cable(edge)) }));
  const sorted = told.sort(
    (a, b) => compare(a.key, b.key) || compare(JSON.stringify(a.edge), JSON.stringify(b.edge)),
  );
  for (const { edge, key } of sorted) if (!unique.has(key)) unique.set(key, edge);
  return [...unique.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
