import { isInside, type Mount } from '../model/mount.ts';
import { mountedFiles } from '../model/reference.ts';
import type { Service } from '../model/service.ts';
import type { Stack } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';

/** Mounts of something that is not there, or at a path that the image does not look at. */
export function checkMounts(stack: Stack): Problem[] {
  return stack.services.flatMap((service) =>
    service.mounts.flatMap((mount) => [
      ...checkSource(stack, service, mount),
      ...checkTarget(stack, service, mount),
    ]),
  );
}

function checkSource(stack: Stack, service: Service, { type, source, node }: Mount): Problem[] {
  if (type !== 'bind' || /^[/~]/.test(source) || stack.files.exists(source)) return [];
  const message = `${service.name} mounts ${source}, which does not exist: Docker would make an empty folder of it`;
  return [problemAt(node.place, 'mount-source', message)];
}

function checkTarget(stack: Stack, service: Service, { type, target, node }: Mount): Problem[] {
  const { family } = service;
  if (family === undefined || type === 'tmpfs' || ALWAYS.some((path) => isInside(target, path))) return [];
  const known = [...family.paths, ...family.configs.map(({ path }) => path).filter(Boolean)];
  if (known.some((path) => isInside(target, path) || isInside(path, target))) return [];
  if (mentions(stack, service, target)) return [];
  const message = `${service.name} gets ${target}, which ${family.name} does not read: it knows ${known.join(', ') || 'no paths'} and what its command and configuration name`;
  return [problemAt(node.place, 'mount-target', message)];
}

/** Looked at by every program. */
const ALWAYS = ['/etc/localtime', '/etc/timezone', '/etc/ssl', '/run/secrets'];

/** Whether a path, or something in it, is named by the command, a variable or a configuration file of the service. */
function mentions(stack: Stack, service: Service, target: string): boolean {
  const words = [...service.command, ...service.environment.values(), ...(service.healthcheck ?? [])];
  if (words.some(({ text }) => text.includes(target))) return true;
  return mountedFiles(stack, service).some((path) => stack.files.text(path)?.text.includes(target) === true);
}
