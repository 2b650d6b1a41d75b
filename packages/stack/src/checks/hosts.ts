import { nearestName } from '@aiops/config';
import { isLocal } from '../model/is-local.ts';
import { type Reference, referencesOf } from '../model/reference.ts';
import { type Stack, serviceOf } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';
import { didYouMean, oncePerPlace } from './check.ts';

/** Addresses whose host is no service of the stack. A host with a dot lies elsewhere and is not judged. */
export function checkHosts(stack: Stack): Problem[] {
  const names = stack.services.map(({ name }) => name);
  const problems = referencesOf(stack)
    .filter((reference) => isMeantForStack(reference) && serviceOf(stack, reference.host) === undefined)
    .map((reference) => {
      const { from, host } = reference;
      return problemAt(
        reference.place,
        'unknown-host',
        `${from.name} connects to "${host}", which is no service of the compose files${didYouMean(nearestName(host, names))}`,
      );
    });
  return oncePerPlace(problems);
}

function isMeantForStack({ host }: Reference): boolean {
  return host !== '' && !isLocal(host) && !/[.$[]/.test(host);
}
