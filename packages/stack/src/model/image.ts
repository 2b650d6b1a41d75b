import type { YamlNode } from './yaml-node.ts';

/** The image of a service, with variables replaced. */
export interface Image {
  /** Without registry, tag and digest: `grafana/loki`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  readonly node: YamlNode;
}

/** Reads `registry/repository:tag@digest`. */
export function readImage(text: string, node: YamlNode): Image {
  const [named = '', digest] = text.split('@', 2);
  const parts = named.split('/');
  const last = parts.pop() ?? '';
  const colon = last.indexOf(':');
  // Only a first part with a dot, a port or the name localhost is a registry.
  if (/[.:]|^localhost$/.test(parts[0] ?? '')) parts.shift();
  if (parts[0] === 'library') parts.shift();
  return {
    repository: [...parts, colon < 0 ? last : last.slice(0, colon)].join('/'),
    tag: colon < 0 ? undefined : last.slice(colon + 1),
    digest,
    node,
  };
}
