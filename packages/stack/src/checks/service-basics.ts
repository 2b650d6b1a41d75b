import type { Service } from '../model/service.ts';
import type { Stack } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';

/** What every service needs: a name of its own, a memory limit, and a restart policy unless it ends by itself. */
export function checkServiceBasics(stack: Stack): Problem[] {
  return stack.services.flatMap((service, index) => [
    ...containerName(stack.services.slice(0, index), service),
    ...memoryLimit(service),
    ...restartPolicy(service),
  ]);
}

function containerName(before: readonly Service[], { name, node }: Service): Problem[] {
  const own = node.at('container_name');
  if (own === undefined) return [];
  const first = before.find((service) => service.node.at('container_name')?.text === own.text);
  if (first === undefined) return [];
  const message = `${name} has the container name "${own.text}" of ${first.name}: two containers cannot share one`;
  return [problemAt(own.place, 'container-name', message)];
}

function memoryLimit({ name, node }: Service): Problem[] {
  if (node.at('mem_limit') !== undefined || node.at('deploy', 'resources', 'limits', 'memory') !== undefined)
    return [];
  return [problemAt(node.keyPlace, 'memory-limit', `${name} has no memory limit: set mem_limit`)];
}

function restartPolicy({ name, node, family }: Service): Problem[] {
  const policy = node.at('restart')?.text;
  if (family?.ends === true) return [];
  if (policy !== undefined && policy !== 'no' && policy !== 'false') return [];
  return [
    problemAt(
      node.at('restart')?.keyPlace ?? node.keyPlace,
      'restart-policy',
      `${name} is not started again when it fails: set restart: unless-stopped`,
    ),
  ];
}
