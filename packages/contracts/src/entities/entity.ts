import type { TopologyNode } from '../network/topology.ts';
import { canonicalHost, hostOf, isAddress } from '../values/host-name.ts';
import { type Labels, label } from '../values/labels.ts';
import { type EntityKind, entityUrn } from './entity-id.ts';

/** What a message is about. `site` is its correlation domain. */
export interface Entity {
  readonly id: string;
  readonly kind: EntityKind;
  readonly type: string;
  readonly site: string;
  readonly name: string;
  /** False when no topology knows it and it keeps its own label as a name. */
  readonly known: boolean;
}

export interface EntityResolver {
  /** The entity that labels name, whichever system's spelling they use. */
  resolve(labels: Labels): Entity;
}

/**
 * Labels that name an entity, most telling first. `device` comes late: in host metrics it is a disk or a network card
 * (`sda1`, `eth0`) next to the `instance`. What stands below it groups targets and is used only if nothing else is there.
 */
const NAMING_LABELS: readonly (readonly [name: string, kind: EntityKind])[] = [
  ['service.name', 'service'],
  ['service_name', 'service'],
  ['service', 'service'],
  ['device_name', 'device'],
  ['host.name', 'device'],
  ['host_name', 'device'],
  ['hostname', 'device'],
  ['host', 'device'],
  ['instance', 'device'],
  ['target', 'device'],
  ['node', 'device'],
  ['device', 'device'],
  ['app', 'service'],
  ['container', 'service'],
  ['job', 'service'],
];

/** What OpenTelemetry and Loki write where they know no service: not a name. */
const NO_SERVICE = /^unknown_service(?::|$)/;

/** A resolver fed by the topology: name, host, ip and aliases of each node all lead to it. */
export function createEntityResolver(nodes: readonly TopologyNode[]): EntityResolver {
  const index = { device: new NameIndex(), service: new NameIndex() };
  for (const node of nodes) index[node.kind].add(node);
  return {
    resolve(labels) {
      const site = label(labels, 'site');
      let first: { name: string; kind: EntityKind } | undefined;
      for (const [labelName, kind] of NAMING_LABELS) {
        const name = label(labels, labelName);
        if (name === undefined || (kind === 'service' && NO_SERVICE.test(name))) continue;
        first ??= { name, kind };
        const known = index[kind].find(name, site) ?? (kind === 'device' && index.service.find(name, site));
        if (known) return known;
      }
      return unresolved(first?.kind ?? 'device', first?.name ?? 'unnamed', labels);
    },
  };
}

function unresolved(kind: EntityKind, name: string, labels: Labels): Entity {
  const type = kind === 'service' ? 'service' : (label(labels, 'device_type') ?? 'unknown');
  const site = label(labels, 'site') ?? 'default';
  const own = kind === 'service' ? name.trim() : hostOf(name);
  return { id: entityUrn(kind, type, site, own), kind, type, site, name: own, known: false };
}

/** Entities by every name they go by. A name that several share leads to none of them, unless the site tells them apart. */
class NameIndex {
  readonly #exact = new Map<string, Entity[]>();
  readonly #shortened = new Map<string, Entity[]>();
  /** Entities of which no full domain name is known: for these alone the first part of one is enough. */
  readonly #domainless = new Set<Entity>();

  add(node: TopologyNode): void {
    const { id, kind, type, site, name } = node;
    const entity: Entity = { id, kind, type, site, name, known: true };
    const given = [node.name, node.host, node.ip, ...(node.aliases ?? [])];
    const names = new Set(given.filter((text) => text).map((text) => canonicalHost(hostOf(text as string))));
    let hasDomain = false;
    for (const text of names) {
      push(this.#exact, text, entity);
      const short = shortName(text);
      if (short === undefined) continue;
      hasDomain = true;
      push(this.#shortened, short, entity);
    }
    if (!hasDomain) this.#domainless.add(entity);
  }

  /** As it stands, without scheme and port, then short for full domain names and the other way round. */
  find(text: string, site: string | undefined): Entity | undefined {
    const asIs = text.trim().toLowerCase();
    const found = this.#exact.get(asIs);
    if (found !== undefined) return only(found, asIs, site);
    const name = canonicalHost(hostOf(asIs));
    const exact = this.#exact.get(name);
    if (exact !== undefined) return only(exact, name, site);
    const short = shortName(name);
    if (short === undefined) return only(this.#shortened.get(name) ?? [], name, site);
    const domainless = (this.#exact.get(short) ?? []).filter((entity) => this.#domainless.has(entity));
    return only(domainless, short, site);
  }
}

function push(map: Map<string, Entity[]>, key: string, entity: Entity): void {
  const entities = map.get(key);
  if (entities === undefined) map.set(key, [entity]);
  else if (!entities.includes(entity)) entities.push(entity);
}

/** The first part of a full domain name. */
function shortName(host: string): string | undefined {
  const dot = host.indexOf('.');
  return dot > 0 && !isAddress(host) ? host.slice(0, dot) : undefined;
}

/** The one entity meant: those of the site if there are any, and before others the one whose own name it is. */
function only(entities: readonly Entity[], name: string, site: string | undefined): Entity | undefined {
  if (entities.length <= 1) return entities[0];
  const here = entities.filter((entity) => entity.site.toLowerCase() === site?.toLowerCase());
  const pool = here.length > 0 ? here : entities;
  const named = pool.filter((entity) => canonicalHost(hostOf(entity.name)) === name);
  const meant = named.length > 0 ? named : pool;
  return meant.length === 1 ? meant[0] : undefined;
}
