import { compareText } from './compare-text.ts';
import type { Finding } from './finding.ts';
import type { Reach, TopologyIndex } from './topology-index.ts';

/** Who among the entities of an incident depends on whom. */
export interface DependencyMap {
  readonly index: TopologyIndex | undefined;
  readonly depth: number;
  /** Anomalous entities that an entity depends on, nearest first. */
  anomalousUpstream(entity: string): readonly (readonly [Finding, Reach])[];
  /** Anomalous entities that depend on an entity, nearest first. */
  anomalousDownstream(entity: string): readonly (readonly [Finding, Reach])[];
  /** Entities without an anomaly that at least two anomalous ones depend on, by id. */
  readonly silent: readonly string[];
  /** What directly depends on an entity, and how many of that are anomalous or lead to something anomalous. */
  affectedDependents(entity: string): { readonly dependents: number; readonly affected: number };
}

/** Looks up the dependencies between the anomalous entities, within `depth`. */
export function dependencyMap(
  findings: ReadonlyMap<string, Finding>,
  index: TopologyIndex | undefined,
  depth: number,
): DependencyMap {
  const up = new Map<string, [Finding, Reach][]>();
  const down = new Map<string, [Finding, Reach][]>();
  for (const finding of findings.values()) {
    for (const [id, reach] of index?.upstream(finding.entity, depth) ?? []) {
      const cause = findings.get(id);
      if (cause !== undefined) add(up, finding.entity, cause, reach);
      add(down, id, finding, reach);
    }
  }
  for (const pairs of [...up.values(), ...down.values()]) {
    pairs.sort(([a, x], [b, y]) => x.distance - y.distance || compareText(a.entity, b.entity));
  }
  const affected = (id: string) => findings.has(id) || down.has(id);
  return {
    index,
    depth,
    anomalousUpstream: (entity) => up.get(entity) ?? [],
    anomalousDownstream: (entity) => down.get(entity) ?? [],
    silent: [...down]
      .filter(([id, victims]) => !findings.has(id) && victims.length >= 2)
      .map(([id]) => id)
      .sort(compareText),
    affectedDependents(entity) {
      const direct = new Set(index?.dependents(entity).map(({ id }) => id));
      return { dependents: direct.size, affected: [...direct].filter(affected).length };
    },
  };
}

function add(pairs: Map<string, [Finding, Reach][]>, id: string, finding: Finding, reach: Reach): void {
  const present = pairs.get(id);
  if (present === undefined) pairs.set(id, [[finding, reach]]);
  else present.push([finding, reach]);
}
