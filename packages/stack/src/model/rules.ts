import { mountedFiles } from './reference.ts';
import type { Service } from './service.ts';
import { type Stack, servicesOf } from './stack.ts';
import type { YamlNode } from './yaml-node.ts';

/** A rule that vmalert evaluates. */
export interface Rule {
  /** Name of an alert, or of the metric that a recording rule writes. */
  readonly name: string;
  readonly kind: 'alert' | 'record';
  readonly node: YamlNode;
  readonly expr: YamlNode;
  readonly labels: ReadonlyMap<string, YamlNode>;
  readonly from: Service;
}

/** Every rule in a file that a vmalert sees. */
export function rulesOf(stack: Stack): Rule[] {
  return servicesOf(stack, 'vmalert').flatMap((from) =>
    mountedFiles(stack, from)
      .filter((path) => /\.ya?ml$/.test(path))
      .flatMap((path) => stack.files.yaml(path)?.at('groups')?.items ?? [])
      .flatMap((group) => group.at('rules')?.items.map((node) => readRule(node, group, from)) ?? []),
  );
}

function readRule(node: YamlNode, group: YamlNode, from: Service): Rule {
  const alert = node.at('alert');
  return {
    name: (alert ?? node.at('record'))?.text ?? '',
    kind: alert === undefined ? 'record' : 'alert',
    node,
    expr: node.at('expr') ?? node,
    labels: new Map([...(group.at('labels')?.entries ?? []), ...(node.at('labels')?.entries ?? [])]),
    from,
  };
}
