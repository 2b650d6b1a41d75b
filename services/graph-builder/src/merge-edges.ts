import {
  type Criticality,
  formatTimestamp,
  parseTimestamp,
  type TopologyEdge,
  type TopologyFile,
} from '@aiops/contracts';
import { criticalityOf, type EdgeTerms } from './edge-criticality.ts';
import { listNames } from './merge-nodes.ts';
import type { NameIndex } from './name-index.ts';
import type { Path } from './source-place.ts';
import { cable, defined, edgeKey, type NodeDraft, type TopologyProblem, textOf } from './topology-draft.ts';

type FileEdge = TopologyFile['edges'][number];

/** An edge of a file between two drafts, whose ids are not known before all edges were seen. */
export interface EdgeDraft {
  readonly from: NodeDraft;
  readonly to: NodeDraft;
  readonly source: 'discovery' | 'devices' | 'redfish';
  readonly terms: EdgeTerms & Pick<FileEdge, 'source_port' | 'target_port' | 'last_seen'>;
}

/** What drafts are found in by name, and where those come that no name leads to. */
export interface Drafts {
  readonly index: NameIndex<NodeDraft>;
  readonly all: NodeDraft[];
  readonly problems: TopologyProblem[];
}

/** Finds both ends of each edge that discovery found. */
export function linkEdges(file: TopologyFile, drafts: Drafts): EdgeDraft[] {
  return file.edges.map((edge, place) => {
    const path = ['edges', place];
    const end = (field: 'source' | 'target') =>
      findEnd(edge[field], { input: 'discovered', path: [...path, field] }, drafts);
    const [from, to] = [end('source'), end('target')];
    if (from === to) {
      const needs = (edge.kind ?? 'connects_to') === 'connects_to' ? 'a cable' : 'a dependency';
      const message = `"${edge.source}" and "${edge.target}" are the same device, "${from.name}"; ${needs} needs two ends`;
      drafts.problems.push({ input: 'discovered', path, message });
    }
    return { from, to, source: 'discovery', terms: edge };
  });
}

/** The draft that a name leads to; one that nothing goes by becomes a stub, which is added to the drafts. */
export function findEnd(
  name: string,
  place: { readonly input: TopologyProblem['input']; readonly path: Path },
  { index, all, problems }: Drafts,
): NodeDraft {
  const found = index.find(name);
  if (found.length > 1) {
    const message = `"${name}" stands for ${listNames(found)}: name the end by a host or ip of its own`;
    problems.push({ ...place, message });
  }
  if (found[0] !== undefined) return respell(found[0], name.trim());
  if (name.trim() === '') problems.push({ ...place, message: 'the name is blank' });
  const stub: NodeDraft = { name: name.trim(), spellings: new Set([name.trim()]), stub: true };
  all.push(stub);
  index.add(stub);
  return stub;
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
  { from, to, source, terms }: EdgeDraft,
  idOf: ReadonlyMap<NodeDraft, string>,
  criticality: Criticality,
  updated: TopologyFile['updated'],
): TopologyEdge {
  const seen = terms.last_seen ?? (source === 'discovery' ? updated : undefined);
  const seenAt = seen === null || seen === undefined ? undefined : parseTimestamp(seen);
  return {
    from: idOf.get(from) ?? '',
    to: idOf.get(to) ?? '',
    kind: terms.kind ?? 'connects_to',
    source,
    criticality: criticalityOf(terms, criticality),
    ...defined({
      source_port: textOf(terms.source_port),
      target_port: textOf(terms.target_port),
      protocol: textOf(terms.protocol)?.toLowerCase(),
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
