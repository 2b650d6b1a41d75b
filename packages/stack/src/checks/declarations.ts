import { nearestName } from '@aiops/config';
import type { Stack } from '../model/stack.ts';
import { type Place, type Problem, problemAt } from '../problem.ts';
import { didYouMean, oncePerPlace } from './check.ts';

/** Named volumes and networks that are used without being declared, in the same file, or declared without being used. */
export function checkDeclarations(stack: Stack): Problem[] {
  return [...compare(stack, 'volume', volumesUsed(stack)), ...compare(stack, 'network', networksUsed(stack))];
}

interface Use {
  readonly name: string;
  readonly service: string;
  readonly place: Place;
}

function volumesUsed(stack: Stack): Use[] {
  return stack.services.flatMap(({ name: service, mounts }) =>
    mounts
      .filter(({ type, source }) => type === 'volume' && source !== '')
      .map(({ source: name, node }) => ({ name, service, place: node.place })),
  );
}

function networksUsed(stack: Stack): Use[] {
  return stack.services.flatMap(({ name: service, networks }) =>
    networks.map(({ text: name, node }) => ({ name, service, place: node.place })),
  );
}

function compare(stack: Stack, kind: 'volume' | 'network', used: readonly Use[]): Problem[] {
  const declared = kind === 'volume' ? stack.volumes : stack.networks;
  const isDeclared = ({ name, place: { file } }: Use) =>
    name === 'default' || declared.some(({ name: own, node }) => own === name && node.source.path === file);
  const names = declared.map(({ name }) => name);
  const missing = used
    .filter((use) => !isDeclared(use))
    .map(({ name, service, place }) => {
      const nearest = nearestName(
        name,
        names.filter((own) => own !== name),
      );
      const message = `${service} uses the ${kind} "${name}", which this file does not declare under ${kind}s${didYouMean(nearest)}`;
      return problemAt(place, `${kind}-undeclared`, message);
    });
  const unused = declared
    .filter(({ name, node }) => !used.some((use) => use.name === name && use.place.file === node.source.path))
    .map(({ name, node }) =>
      problemAt(node.keyPlace, `${kind}-unused`, `no service of this file uses the ${kind} "${name}"`),
    );
  return oncePerPlace([...missing, ...unused]);
}
