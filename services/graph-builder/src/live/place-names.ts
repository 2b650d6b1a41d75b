import {
  canonicalHost,
  createEntityResolver,
  type Entity,
  type EntityResolver,
  hostOf,
  type TopologyNode,
} from '@aiops/contracts';
import type { SeenName, Sighting } from './sighting.ts';

/** What the names in sightings stand for. */
export interface PlacedNames {
  /** Those that were there, and what was only seen live. */
  readonly nodes: readonly TopologyNode[];
  from(sighting: Sighting): string;
  /** Undefined for a name that counts only where it is known, and is not; and for a host that is no device. */
  to(sighting: Sighting): string | undefined;
}

/**
 * Finds the node of each name, as the entity resolver does for labels: so what is seen live and what its anomalies are about is the
 * same. A service that nothing knows becomes a node; a peer, address or host that nothing goes by a stub, in the site of its first caller.
 */
export function placeNames(base: readonly TopologyNode[], sightings: readonly Sighting[]): PlacedNames {
  const nodes = new Map(base.map((node) => [node.id, node]));
  const add = ({ id, kind, type, site, name, known }: Entity, more: { stub?: true } = {}) => {
    if (!known && !nodes.has(id)) nodes.set(id, { id, kind, name, type, site, ...more });
  };
  const before = createEntityResolver(base);
  for (const { from, to } of sightings) {
    add(before.resolve(asService(from)));
    if (to.as === 'service') add(before.resolve(asService(to)));
  }
  const services = createEntityResolver([...nodes.values()]);
  const stubs = new Set<string>();
  for (const { kind, to } of sightings) {
    const name = `${to.as === 'peer'} ${canonicalHost(hostOf(to.name))}`;
    const isStub = to.as !== 'service' && to.as !== 'known' && find(services, kind, to) === undefined;
    if (!isStub || stubs.has(name)) continue;
    stubs.add(name);
    add(services.resolve(to.as === 'peer' ? asService(to) : asHost(to)), { stub: true });
  }
  const all = createEntityResolver([...nodes.values()]);
  return {
    nodes: [...nodes.values()],
    from: ({ from }) => all.resolve(asService(from)).id,
    to({ kind, to }) {
      const found = find(all, kind, to);
      return kind === 'runs_on' && found?.kind !== 'device' ? undefined : found?.id;
    },
  };
}

/** The known entity that the far end of a sighting names. */
function find(resolver: EntityResolver, kind: Sighting['kind'], to: SeenName): Entity | undefined {
  const labels = kind === 'runs_on' ? [asHost(to)] : [asService(to), asHost(to)];
  return labels.map((given) => resolver.resolve(given)).find(({ known }) => known);
}

function asService({ name, site }: SeenName) {
  return { service_name: name, ...(site === undefined ? {} : { site }) };
}

function asHost({ name, site }: SeenName) {
  return { host: name, ...(site === undefined ? {} : { site }) };
}
