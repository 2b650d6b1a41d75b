import { nearestName } from '@aiops/config';
import { ENV_EXAMPLE, type Stack } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';
import { didYouMean, oncePerPlace } from './check.ts';

/** Read by compose itself. */
const OF_COMPOSE = ['COMPOSE_PROFILES', 'COMPOSE_FILE', 'COMPOSE_PROJECT_NAME', 'DOCKER_HOST'];

/** Variables of the compose files that `.env.example` does not tell about, those that nothing uses, and required ones. */
export function checkVariables(stack: Stack): Problem[] {
  return oncePerPlace([...undocumented(stack), ...unused(stack), ...unknownToServices(stack)]);
}

function undocumented(stack: Stack): Problem[] {
  const names = stack.example.map(({ name }) => name);
  const told = new Set<string>();
  return stack.uses.flatMap((use) => {
    const { name, required, fallback } = use;
    const isSet = stack.example.some((entry) => entry.name === name && entry.isSet);
    if (required || (fallback === undefined && !isSet)) {
      const message = `without ${name} in an .env this cannot start as it should: give a default, \${${name}:-…}`;
      return [problemAt(use.place, 'variable-without-default', message)];
    }
    if (names.includes(name) || told.has(name)) return [];
    told.add(name);
    const message = `${name} is not in ${ENV_EXAMPLE}${didYouMean(nearestName(name, names)) || ': add it there'}`;
    return [problemAt(use.place, 'variable-undocumented', message)];
  });
}

function unused(stack: Stack): Problem[] {
  const used = new Set([...OF_COMPOSE, ...stack.uses.map(({ name }) => name)]);
  return stack.example
    .filter(({ name }) => !used.has(name))
    .map(({ name, place }) => {
      const message = `no compose file uses ${name}${didYouMean(nearestName(name, [...used]))}`;
      return problemAt(place, 'variable-unused', message);
    });
}

function unknownToServices(stack: Stack): Problem[] {
  return stack.services.flatMap(({ name: service, family, environment }) => {
    const known = family?.variables;
    if (known === undefined) return [];
    return [...environment]
      .filter(([name]) => !known.includes(name))
      .map(([name, { node }]) => {
        const message = `${service} does not read the variable ${name}${didYouMean(nearestName(name, known))}`;
        return problemAt(
          node.text?.startsWith(name) ? node.place : node.keyPlace,
          'unknown-variable',
          message,
        );
      });
  });
}
