import { referencesOf } from '../model/reference.ts';
import type { Service } from '../model/service.ts';
import { networksOf, type Stack, serviceOf } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';

/** Services that talk to each other but share no network. One problem for the service that is cut off from the most others. */
export function checkSharedNetworks(stack: Stack): Problem[] {
  let pairs = splitPairs(stack);
  const problems: Problem[] = [];
  while (pairs.length > 0) {
    const alone = mostFrequent(pairs);
    const own = pairs.filter((pair) => pair.includes(alone));
    const others = [...new Set(own.flat().filter((service) => service !== alone))];
    pairs = pairs.filter((pair) => !pair.includes(alone));
    const place = alone.node.at('networks')?.place ?? alone.node.keyPlace;
    const message = `${alone.name} is on network ${networksOf(alone).join(', ') || '(none)'} and cannot reach or be reached by ${others
      .map((other) => `${other.name} (${networksOf(other).join(', ')})`)
      .join(', ')}: put them on one network`;
    problems.push(problemAt(place, 'split-network', message));
  }
  return problems;
}

type Pair = readonly [Service, Service];

function splitPairs(stack: Stack): Pair[] {
  const declared = ['default', ...stack.networks.map(({ name }) => name)];
  // A network that is not declared is told about as such.
  const isDeclared = (service: Service) => networksOf(service).every((name) => declared.includes(name));
  const pairs = new Map<string, Pair>();
  for (const { from, host } of referencesOf(stack)) {
    const to = serviceOf(stack, host);
    if (to === undefined || to === from || shareNetwork(from, to)) continue;
    if (!isDeclared(from) || !isDeclared(to)) continue;
    pairs.set([from.name, to.name].sort().join(' '), [from, to]);
  }
  return [...pairs.values()];
}

function shareNetwork(a: Service, b: Service): boolean {
  const networks = networksOf(b);
  return networksOf(a).some((name) => networks.includes(name));
}

function mostFrequent(pairs: readonly Pair[]): Service {
  const counts = new Map<Service, number>();
  for (const service of pairs.flat()) counts.set(service, (counts.get(service) ?? 0) + 1);
  const [first] = [...counts].sort(([a, n], [b, m]) => m - n || (a.name < b.name ? 1 : -1));
  if (first === undefined) throw new Error('BUG: no pairs');
  return first[0];
}
