import { isLocal } from '../model/is-local.ts';
import { addressesIn } from '../model/reference.ts';
import type { Service } from '../model/service.ts';
import { listenersOf, type Stack } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';
import { describe } from './ports.ts';

/** Health checks that ask a port at which the service does not listen. */
export function checkHealthchecks(stack: Stack): Problem[] {
  return stack.services.flatMap((service) => {
    const open = listenersOf(stack, service);
    if (open === undefined) return [];
    return asked(service)
      .filter(
        ({ host, port }) =>
          (isLocal(host) || host === service.name) && !open.some((listener) => listener.port === port),
      )
      .map(({ port, node }) => {
        const message = `the health check of ${service.name} asks port ${port ?? '(none given)'}: ${describe(service, open)}`;
        return problemAt(node.place, 'healthcheck-port', message);
      });
  });
}

function asked({ healthcheck }: Service) {
  return (healthcheck ?? []).flatMap(({ text, node }) => {
    const devices = [...text.matchAll(/\/dev\/tcp\/([\w.-]+)\/(\d+)/g)].map(([, host = '', port]) => ({
      host,
      port: Number(port),
    }));
    const addresses = text.split(/[\s'"]+/).flatMap(addressesIn);
    return [...devices, ...addresses].map(({ host, port }) => ({ host, port, node }));
  });
}
