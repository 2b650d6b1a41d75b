import type { Relation } from '@aiops/contracts';

/** How it is known what a name at the far end of a sighting stands for. */
export const targetKinds = ['service', 'peer', 'address', 'host', 'known'] as const;

/**
 * A service that depends on something, seen once. Names are as they came: what they stand for is found out when the graph is
 * built, because the topology may learn it later.
 */
export interface Sighting {
  readonly kind: 'calls' | 'runs_on';
  readonly relation: Extract<Relation, 'sync_call' | 'async' | 'physical'>;
  readonly source: 'traces' | 'metrics' | 'events';
  /** The service that depends. */
  readonly from: SeenName;
  /**
   * What it depends on: a `service` that has sent spans itself, a `peer` or an `address` by which callers name it, a `host`, or
   * a name that counts only where it is `known` to the topology.
   */
  readonly to: SeenName & { readonly as: (typeof targetKinds)[number] };
}

/** A name as it was seen; the site only where it was named, and is not the default one. */
export interface SeenName {
  readonly name: string;
  readonly site?: string;
}

/** A sighting with its event time in epoch ms. */
export interface Seen {
  readonly sighting: Sighting;
  readonly at: number;
}

/** Longest name that is taken: nothing real is called by a longer one. */
const LONGEST_NAME = 200;
/** What OpenTelemetry writes where it knows no service. */
const NO_SERVICE = /^unknown_service(?::|$)/;

/** The name of a service as it was seen, or undefined when it is none. */
export function seenService(name: string | undefined, site: string | undefined): SeenName | undefined {
  const found = seenName(name, site);
  return found === undefined || NO_SERVICE.test(found.name) ? undefined : found;
}

/** A name without blanks around it, or undefined when it is empty or too long to be one. */
export function seenName(name: string | undefined, site: string | undefined): SeenName | undefined {
  const text = name?.trim() ?? '';
  if (text === '' || text.length > LONGEST_NAME) return undefined;
  const where = site?.trim().toLowerCase() ?? '';
  const isNamed = where !== '' && where !== 'default' && where.length <= LONGEST_NAME;
  return isNamed ? { name: text, site: where } : { name: text };
}

/** The identity of a sighting: two with the same are of one edge, seen in the same way. */
export function sightingKey({ kind, relation, source, from, to }: Sighting): string {
  return JSON.stringify([kind, relation, source, from.name, from.site ?? '', to.as, to.name, to.site ?? '']);
}
