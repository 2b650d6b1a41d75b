import { environmentVariables } from './environment.ts';
import { configJsonSchema } from './json-schema.ts';

/** One setting of the file, as documentation and logs need it. */
export interface Setting {
  /** `storage.redis.port`; in a list, `anomaly_detection.rules[].name`. */
  readonly path: string;
  readonly kind: string;
  /** As it would be written in the file; undefined when the setting has none. */
  readonly fallback: unknown;
  readonly description: string;
  readonly variable: string | undefined;
  readonly secret: boolean;
}

interface Node {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly 'x-kind'?: string;
}

const root = configJsonSchema() as Node;

/** Every setting in the order of the schema, which is the only source of them. */
export const settings: readonly Setting[] = collect(root, '');

/** The keys that may stand at a path of the file (list indexes as they are), undefined where any may. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] | undefined {
  const { properties } = nodeAt(path) ?? {};
  return properties && Object.keys(properties);
}

/** True for a path that groups settings and is none itself. */
export function isSection(path: readonly PropertyKey[]): boolean {
  return nodeAt(path)?.type === 'object';
}

function nodeAt(path: readonly PropertyKey[]): Node | undefined {
  let node: Node | undefined = root;
  for (const step of path) node = typeof step === 'number' ? node?.items : node?.properties?.[String(step)];
  return node;
}

function collect(node: Node, path: string): Setting[] {
  const children = (parent: Node, prefix: string) =>
    Object.entries(parent.properties ?? {}).flatMap(([key, child]) => collect(child, prefix + key));
  if (node.properties !== undefined) return children(node, path === '' ? '' : `${path}.`);
  const variable = environmentVariables.find((candidate) => candidate.path === path);
  const setting: Setting = {
    path,
    kind: kindOf(node),
    fallback: node.default,
    description: node.description ?? '',
    variable: variable?.name,
    secret: variable !== undefined && 'secret' in variable,
  };
  return node.items === undefined ? [setting] : [setting, ...children(node.items, `${path}[].`)];
}

function kindOf(node: Node): string {
  if (node['x-kind'] !== undefined) return node['x-kind'];
  if (node.enum !== undefined) return node.enum.join(', ');
  if (node.items !== undefined) return 'list';
  return node.type === 'object' ? 'map' : 'text';
}
