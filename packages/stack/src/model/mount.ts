import type { YamlNode } from './yaml-node.ts';

/** Something of the host, or a volume, that stands in a container. */
export interface Mount {
  readonly type: 'bind' | 'volume' | 'tmpfs';
  /** A path relative to the compose file for `bind`, a name for `volume`. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly node: YamlNode;
}

type Resolve = (node: YamlNode | undefined) => string;

/** Reads an entry of `volumes:` in its short or its long form. */
export function readMount(node: YamlNode, resolve: Resolve): Mount {
  if (node.text === undefined) {
    const type = resolve(node.at('type'));
    return {
      type: type === 'volume' || type === 'tmpfs' ? type : 'bind',
      source: plainPath(resolve(node.at('source'))),
      target: resolve(node.at('target')),
      readOnly: node.at('read_only')?.value === true,
      node,
    };
  }
  const parts = resolve(node).split(':');
  const [source = '', target = source, mode = ''] = parts;
  const isBind = /^[./~]/.test(source) && parts.length > 1;
  return {
    type: isBind ? 'bind' : 'volume',
    source: parts.length === 1 ? '' : plainPath(source),
    target,
    readOnly: mode.split(',').includes('ro'),
    node,
  };
}

/** True when a path lies at or under another. */
export function isInside(path: string, folder: string): boolean {
  const parent = folder.replace(/\/+$/, '');
  return path === parent || path.startsWith(`${parent}/`);
}

function plainPath(path: string): string {
  return path.startsWith('/') ? path : path.replace(/^(\.\/)+/, '').replace(/\/+$/, '') || '.';
}
