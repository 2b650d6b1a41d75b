import type { PublishedPort } from '../model/published-port.ts';
import type { Service } from '../model/service.ts';
import type { Stack } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';

/** Ports of the host that two services want. */
export function checkHostPorts(stack: Stack): Problem[] {
  const all = stack.services.flatMap((service) => service.ports.map((port) => ({ service, port })));
  return all.flatMap(({ service, port }, index) => {
    const first = all.slice(0, index).find((other) => collide(other.port, port));
    if (first === undefined) return [];
    return [problemAt(port.node.place, 'host-port', message(service, first.service, port))];
  });
}

function message(service: Service, first: Service, { published, protocol }: PublishedPort): string {
  return `${service.name} publishes port ${published}/${protocol} of the host, which ${first.name} has already: choose another`;
}

function collide(a: PublishedPort, b: PublishedPort): boolean {
  if (a.published === undefined || a.published !== b.published || a.protocol !== b.protocol) return false;
  const anywhere = (ip: string) => ip === '' || ip === '0.0.0.0' || ip === '[::]';
  return a.hostIp === b.hostIp || anywhere(a.hostIp) || anywhere(b.hostIp);
}
