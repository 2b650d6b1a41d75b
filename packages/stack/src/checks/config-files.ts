import { dirname } from 'node:path';
import { filesOf, scrapeJobs, targetFiles } from '../emitters/scrape-jobs.ts';
import { isInside } from '../model/mount.ts';
import { configPath, type Stack } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';

/** Programs whose configuration is not mounted where they look for it, and files of `config/` that nobody mounts. */
export function checkConfigFiles(stack: Stack): Problem[] {
  return [...notMounted(stack), ...mountedNowhere(stack), ...unreadTargets(stack)];
}

function notMounted(stack: Stack): Problem[] {
  return stack.services.flatMap((service) => {
    const file = configPath(service);
    if (file === undefined || file.container === '') return [];
    const isThere =
      file.host !== undefined &&
      (file.container.includes('*')
        ? filesOf(stack, service, file.container).length > 0
        : stack.files.exists(file.host));
    if (isThere || (file.word === undefined && service.family?.configs[0]?.optional === true)) return [];
    // A mount whose source is missing is told about at the mount.
    if (
      service.mounts.some(
        ({ target, source }) => isInside(file.container, target) && !stack.files.exists(source),
      )
    )
      return [];
    const place = file.word?.node.place ?? service.node.keyPlace;
    const message = `${service.name} reads ${file.container}, but no file of this project is mounted there`;
    return [problemAt(place, 'config-not-mounted', message)];
  });
}

/** Read by the fleet itself, also when it runs without containers. */
const OWN = ['config/aiops.yml', 'config/flink', 'config/topology'];

function mountedNowhere(stack: Stack): Problem[] {
  const sources = stack.services
    .flatMap(({ mounts }) => mounts)
    .filter(({ type, source }) => type === 'bind' && source !== 'config')
    .map(({ source }) => source);
  return stack.files
    .list('config')
    .filter((path) => !/\/\.|\/tests\/|\.md$/.test(path) && !OWN.some((own) => isInside(path, own)))
    .filter((path) => !sources.some((source) => isInside(path, source)))
    .map((file) => {
      const message = 'no service mounts this file, so nothing reads it: mount it or remove it';
      return problemAt({ file, line: 1, column: 1 }, 'config-unused', message);
    });
}

/** Lists of targets beside others that no scrape job names. */
function unreadTargets(stack: Stack): Problem[] {
  const read = scrapeJobs(stack).flatMap(({ agent, node }) => targetFiles(stack, agent, node));
  const folders = new Set(read.map((path) => dirname(path)));
  return [...folders]
    .flatMap((folder) => stack.files.list(folder))
    .filter((path) => /\.ya?ml$/.test(path) && folders.has(dirname(path)) && !read.includes(path))
    .map((file) =>
      problemAt({ file, line: 1, column: 1 }, 'config-unused', 'no scrape job reads these targets'),
    );
}
