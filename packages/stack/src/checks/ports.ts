import type { Listener } from '../catalogue/image-family.ts';
import { isLocal } from '../model/is-local.ts';
import { referencesOf } from '../model/reference.ts';
import type { Service } from '../model/service.ts';
import { listenersOf, type Stack, serviceOf } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';
import { oncePerPlace } from './check.ts';

/** Addresses and published ports at which nobody listens. */
export function checkPorts(stack: Stack): Problem[] {
  return oncePerPlace([...asked(stack), ...published(stack)]);
}

function asked(stack: Stack): Problem[] {
  return referencesOf(stack).flatMap((reference) => {
    const { from, host, port } = reference;
    const target = isLocal(host) ? undefined : serviceOf(stack, host);
    const open = target === undefined ? undefined : listenersOf(stack, target);
    if (target === undefined || open === undefined || isOpen(open, port)) return [];
    const message = `${from.name} connects to ${host} on port ${port ?? '(none given)'}, where nothing listens: ${describe(target, open)}`;
    return [problemAt(reference.place, 'wrong-port', message)];
  });
}

function published(stack: Stack): Problem[] {
  return stack.services.flatMap((service) => {
    const open = listenersOf(stack, service);
    if (open === undefined) return [];
    return service.ports
      .filter(({ target }) => !isOpen(open, target))
      .map(({ target, node }) => {
        const message = `port ${target} of ${service.name} is published, but nothing listens there: ${describe(service, open)}`;
        return problemAt(node.place, 'wrong-port', message);
      });
  });
}

/** `node_exporter listens on 9100`. */
export function describe(service: Service, open: readonly Listener[]): string {
  const numbers = [...new Set(open.map(({ port }) => port))];
  const name = service.family?.name ?? service.name;
  return numbers.length === 0 ? `${name} opens no port` : `${name} listens on ${numbers.join(', ')}`;
}

function isOpen(open: readonly Listener[], port: number | undefined): boolean {
  return open.some((listener) => listener.port === port);
}
