import { type Device, entityUrn, type TopologyEdge, type TopologyNode } from '@aiops/contracts';
import type { Path } from './source-place.ts';

/** Something wrong in an input, before it is known which line that is. */
export interface TopologyProblem {
  readonly input: 'devices' | 'discovered' | 'redfish' | 'extra';
  readonly path: Path;
  readonly message: string;
}

/** A node while more may still be learned about it. */
export interface NodeDraft {
  name: string;
  readonly spellings: Set<string>;
  type?: string | undefined;
  site?: string | undefined;
  tier?: string | undefined;
  vendor?: string | undefined;
  host?: string | undefined;
  ip?: string | undefined;
  location?: string | undefined;
  /** What the devices file says that it depends on, each with its place there. */
  readonly dependsOn?: readonly {
    readonly path: Path;
    readonly dependency: NonNullable<Device['depends_on']>[number];
  }[];
  stub: boolean;
}

/** The text of a field, undefined when it is absent or blank. */
export function textOf(value: string | number | null | undefined): string | undefined {
  const text = value === null || value === undefined ? '' : String(value).trim();
  return text === '' ? undefined : text;
}

/** The node that a draft has become. */
export function finishNode(draft: NodeDraft): TopologyNode {
  const type = draft.stub ? 'unknown' : (draft.type ?? 'unknown').toLowerCase();
  const kind = type === 'service' ? 'service' : 'device';
  const site = (draft.site ?? 'default').toLowerCase();
  const { name, tier, vendor, host, ip, location } = draft;
  return {
    id: entityUrn(kind, type, site, name),
    kind,
    name,
    type,
    site,
    ...defined({ tier, vendor, host, ip, location }),
    aliases: uniqueSpellings(draft.spellings),
    ...(draft.stub ? { stub: true } : {}),
  };
}

/** Spellings in a fixed order, each once whatever its case. */
export function uniqueSpellings(spellings: Iterable<string>): string[] {
  const seen = new Map<string, string>();
  for (const spelling of [...spellings].sort()) {
    const folded = spelling.toLowerCase();
    if (!seen.has(folded)) seen.set(folded, spelling);
  }
  return [...seen.values()].sort();
}

/**
 * A cable, told from one end or from both, is one edge: it is written from the smaller id to the larger, with the ports
 * turned along.
 */
export function cable(edge: TopologyEdge): TopologyEdge {
  const turn = edge.kind === 'connects_to' && edge.from > edge.to;
  if (!turn) return edge;
  const { source_port, target_port, ...rest } = edge;
  return {
    ...rest,
    from: edge.to,
    to: edge.from,
    ...defined({ source_port: target_port, target_port: source_port }),
  };
}

/** The identity of an edge: two with the same are one. */
export function edgeKey(edge: TopologyEdge): string {
  return JSON.stringify([edge.kind, edge.from, edge.to, edge.source_port ?? '', edge.target_port ?? '']);
}

/** An object without its undefined fields. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
