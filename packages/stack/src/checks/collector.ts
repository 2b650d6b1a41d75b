import { nearestName } from '@aiops/config';
import { configOf, type Stack, servicesOf } from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';
import { type Problem, problemAt } from '../problem.ts';
import { didYouMean } from './check.ts';

const KINDS = ['receivers', 'processors', 'exporters'] as const;

/** Pipelines of the collector that name components which are not defined, and components that no pipeline names. */
export function checkCollector(stack: Stack): Problem[] {
  return servicesOf(stack, 'OpenTelemetry Collector').flatMap((service) => {
    const root = configOf(stack, service);
    return root === undefined ? [] : [...unknownComponents(root), ...unusedComponents(root)];
  });
}

function names(root: YamlNode, kind: string): string[] {
  return (root.at(kind)?.entries ?? []).map(([name]) => name);
}

function used(root: YamlNode): { kind: string; node: YamlNode }[] {
  const pipelines = root.at('service', 'pipelines')?.entries ?? [];
  const inPipelines = pipelines.flatMap(([, pipeline]) =>
    KINDS.flatMap((kind) => (pipeline.at(kind)?.items ?? []).map((node) => ({ kind, node }))),
  );
  const extensions = root.at('service', 'extensions')?.items ?? [];
  return [...inPipelines, ...extensions.map((node) => ({ kind: 'extensions', node }))];
}

function unknownComponents(root: YamlNode): Problem[] {
  return used(root).flatMap(({ kind, node }) => {
    // A connector stands at the end of one pipeline and at the start of another.
    const defined = [
      ...names(root, kind),
      ...(kind === 'exporters' || kind === 'receivers' ? names(root, 'connectors') : []),
    ];
    const name = node.text ?? '';
    if (defined.includes(name)) return [];
    return [
      problemAt(
        node.place,
        'collector-component',
        `"${name}" is not defined under ${kind}${didYouMean(nearestName(name, defined))}`,
      ),
    ];
  });
}

function unusedComponents(root: YamlNode): Problem[] {
  const named = used(root).map(({ node }) => node.text);
  return [...KINDS, 'connectors', 'extensions'].flatMap((kind) =>
    (root.at(kind)?.entries ?? [])
      .filter(([name]) => !named.includes(name))
      .map(([name, node]) =>
        problemAt(node.keyPlace, 'collector-component', `"${name}" is defined, but no pipeline uses it`),
      ),
  );
}
