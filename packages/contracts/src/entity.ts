import { type Labels, label } from './labels.ts';
import type { TopologyNode } from './topology.ts';

/** What a message is about. `site` is its correlation domain. */
export interface Entity {
  readonly id: string;
  readonly kind: 'device' | 'service';
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

/** Labels that name a service, and then those that name a device, most specific first. */
const SERVICE_LABELS = ['service.name', 'service_name', 'service'] as const;
const DEVICE_LABELS = [
  'device_name',
  'host.name',
  'host_name',
  'hostname',
  'host',
  'device',
  'instance',
  'target',
  'node',
] as const;

/** Text allowed in a part of an urn; anything else is percent-encoded, so that ids never clash or break apart. */
function urnPart(text: string): string {
  return encodeURIComponent(text.trim().toLowerCase()).replaceAll('*', '%2A');
}

export function entityUrn(kind: 'device' | 'service', type: string, site: string, name: string): string {
  return `urn:aiops:${kind}:${urnPart(type)}:${urnPart(site)}:${urnPart(name)}`;
}

/** The correlation domain that an entity id lies in, `default` when the id is not one of ours. */
export function siteOf(entityId: string): string {
  const parts = entityId.split(':');
  return parts.length === 6 && parts[1] === 'aiops'
    ? decodeURIComponent(parts[4] ?? '') || 'default'
    : 'default';
}

/** The name at the end of an entity id, or the whole text when it is not one of ours. */
export function nameOf(entityId: string): string {
  const parts = entityId.split(':');
  return parts.length === 6 && parts[1] === 'aiops' ? decodeURIComponent(parts[5] ?? '') : entityId;
}

/** An instance without its port: `10.0.0.1:9100` → `10.0.0.1`, `[::1]:9100` → `::1`. A bare IPv6 address stays whole. */
export function withoutPort(instance: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(instance);
  if (bracketed?.[1] !== undefined) return bracketed[1];
  return instance.split(':').length === 2 ? instance.replace(/:\d+$/, '') : instance;
}

/** A resolver fed by the topology: name, host, ip and aliases of each node all lead to it. */
export function createEntityResolver(nodes: readonly TopologyNode[]): EntityResolver {
  const byKind = { device: new Map<string, Entity>(), service: new Map<string, Entity>() };
  for (const node of nodes) {
    const entity: Entity = {
      id: node.id,
      kind: node.kind,
      type: node.type,
      site: node.site,
      name: node.name,
      known: true,
    };
    for (const alias of [node.name, node.host, node.ip, ...(node.aliases ?? [])]) {
      const key = alias?.toLowerCase();
      if (key && !byKind[node.kind].has(key)) byKind[node.kind].set(key, entity);
    }
  }
  const lookup = (kind: 'device' | 'service', name: string) =>
    byKind[kind].get(name.toLowerCase()) ?? byKind[kind].get(withoutPort(name).toLowerCase());
  return {
    resolve(labels) {
      const service = firstLabel(labels, SERVICE_LABELS);
      if (service !== undefined) return lookup('service', service) ?? unresolved('service', service, labels);
      const device = firstLabel(labels, DEVICE_LABELS);
      if (device === undefined) return unresolved('device', 'unnamed', labels);
      return (
        lookup('device', device) ??
        lookup('service', device) ??
        unresolved('device', withoutPort(device), labels)
      );
    },
  };
}

function firstLabel(labels: Labels, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = label(labels, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function unresolved(kind: 'device' | 'service', name: string, labels: Labels): Entity {
  const type = kind === 'service' ? 'service' : (label(labels, 'device_type') ?? 'unknown');
  const site = label(labels, 'site') ?? 'default';
  return { id: entityUrn(kind, type, site, name), kind, type, site, name, known: false };
}
