import type { YamlNode } from './yaml-node.ts';

/** A port of a container that can be reached on the host. */
export interface PublishedPort {
  /** Empty: on every address of the host. */
  readonly hostIp: string;
  /** Undefined: any free one. */
  readonly published: number | undefined;
  readonly target: number;
  readonly protocol: string;
  readonly node: YamlNode;
}

/** Reads an entry of `ports:`; `[IP:][HOST:]CONTAINER[/protocol]` or the long form. Ranges are left out. */
export function readPort(
  node: YamlNode,
  resolve: (node: YamlNode | undefined) => string,
): PublishedPort | undefined {
  if (node.text === undefined) {
    const published = resolve(node.at('published'));
    return {
      hostIp: resolve(node.at('host_ip')),
      published: published === '' ? undefined : Number(published),
      target: Number(resolve(node.at('target'))),
      protocol: resolve(node.at('protocol')) || 'tcp',
      node,
    };
  }
  const [address = '', protocol = 'tcp'] = resolve(node).split('/');
  const parts = address.split(':');
  const target = Number(parts.pop());
  const published = parts.pop();
  if (!Number.isInteger(target)) return undefined;
  return {
    // An IPv6 address has colons of its own.
    hostIp: parts.join(':'),
    published: published ? Number(published) : undefined,
    target,
    protocol,
    node,
  };
}
