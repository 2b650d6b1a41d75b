import { isInside, type Mount } from '../model/mount.ts';
import { mountedFiles } from '../model/reference.ts';
import type { Service } from '../model/service.ts';
import { configOf, type Stack, servicesOf } from '../model/stack.ts';
import { textPlace } from '../model/text-place.ts';
import { type Problem, problemAt } from '../problem.ts';

/** The folder that syslog-ng and promtail share; promtail's image fails to start when it is read-only there. */
const SHARED = 'network-device-logs';

/** Log files that one program writes and another reads: both must see the same folder. */
export function checkLogFiles(stack: Stack): Problem[] {
  return [
    ...servicesOf(stack, 'promtail', 'syslog-ng').flatMap(readOnly),
    ...servicesOf(stack, 'promtail').flatMap((service) => followed(stack, service)),
    ...servicesOf(stack, 'syslog-ng').flatMap((service) => written(stack, service)),
  ];
}

function readOnly({ name, mounts }: Service): Problem[] {
  return mounts
    .filter(({ source, target, readOnly: isReadOnly }) => isReadOnly && (source + target).includes(SHARED))
    .map(({ node }) =>
      problemAt(
        node.place,
        'read-only-logs',
        `${name} needs to write to ${SHARED}, but it is mounted read-only: remove :ro`,
      ),
    );
}

function followed(stack: Stack, service: Service): Problem[] {
  const jobs = configOf(stack, service)?.at('scrape_configs')?.items ?? [];
  const paths = jobs
    .flatMap((job) => job.at('static_configs')?.items ?? [])
    .flatMap((group) => group.at('labels', '__path__') ?? []);
  return paths
    .filter(({ text = '' }) => !service.mounts.some((mount) => covers(mount, text)))
    .map((node) =>
      problemAt(node.place, 'log-path', `${service.name} follows ${node.text}, but nothing is mounted there`),
    );
}

function covers({ target }: Mount, pattern: string): boolean {
  const fixed = pattern.split('*')[0] ?? '';
  return isInside(fixed.replace(/\/[^/]*$/, ''), target);
}

function written(stack: Stack, service: Service): Problem[] {
  return mountedFiles(stack, service).flatMap((path) => {
    const text = stack.files.text(path)?.text ?? '';
    return [...text.matchAll(/\bfile\(\s*"(\/[^"]*)"/g)].flatMap((match) => {
      const folder = (match[1] ?? '').split(/[$*]/)[0]?.replace(/\/[^/]*$/, '') ?? '';
      if (folder.startsWith('/dev') || folder.startsWith('/proc')) return [];
      const mount = service.mounts.find(({ target }) => isInside(folder, target));
      if (mount !== undefined && !mount.readOnly) return [];
      const message = `${service.name} writes ${match[1]}, but nothing writable is mounted there, so that nobody else can read it`;
      return [problemAt(textPlace(path, text, match.index), 'log-path', message)];
    });
  });
}
