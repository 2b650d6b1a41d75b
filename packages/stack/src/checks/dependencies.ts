import { nearestName } from '@aiops/config';
import type { Dependency } from '../model/compose-service.ts';
import type { Service } from '../model/service.ts';
import { type Stack, serviceOf } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';
import { didYouMean } from './check.ts';

/** `depends_on` that names no service, one of another file, or waits for what never comes. */
export function checkDependencies(stack: Stack): Problem[] {
  return stack.services.flatMap((service) =>
    service.dependencies.flatMap((dependency) => {
      const message = whatIsWrong(stack, service, dependency);
      return message === undefined ? [] : [problemAt(dependency.place, 'depends-on', message)];
    }),
  );
}

function whatIsWrong(stack: Stack, service: Service, dependency: Dependency): string | undefined {
  const target = serviceOf(stack, dependency.service);
  if (target === undefined) {
    const nearest = nearestName(
      dependency.service,
      stack.services.map(({ name }) => name),
    );
    return `${service.name} depends on "${dependency.service}", which is no service${didYouMean(nearest)}`;
  }
  const file = target.node.source.path;
  if (file !== service.node.source.path)
    return `${service.name} depends on ${target.name} of ${file}, so this file cannot be used without that one: drop it and let ${service.name} wait by itself`;
  const ends = target.family?.ends === true;
  if (dependency.condition === 'service_healthy' && !hasHealthcheck(target))
    return `${service.name} waits until ${target.name} is healthy, but ${target.name} has no health check: add one`;
  if (dependency.condition === 'service_completed_successfully' && target.family !== undefined && !ends)
    return `${service.name} waits until ${target.name} has ended, but it runs on: wait for service_healthy`;
  return undefined;
}

/** Our long-running images bring a health check of their own. */
function hasHealthcheck({ healthcheck, node, family }: Service): boolean {
  if (node.at('healthcheck', 'disable')?.value === true) return false;
  return healthcheck === undefined
    ? family?.ours === true && family.ends !== true
    : healthcheck[0]?.text !== 'NONE';
}
