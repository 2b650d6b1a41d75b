import { nearestName } from '@aiops/config';
import { modulesOf } from '../emitters/job-metrics.ts';
import { endpointOf, type ScrapeAddress, type ScrapeJob, scrapeJobs } from '../emitters/scrape-jobs.ts';
import { configOf, type Stack } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';
import { didYouMean } from './check.ts';

/** Scrape jobs whose path, parameters or module do not fit the exporter that they ask, and two jobs of one name. */
export function checkScrapeJobs(stack: Stack): Problem[] {
  const jobs = scrapeJobs(stack);
  return jobs.flatMap((job, index) => {
    const asked = new Map(job.addresses.map((address) => [address.family?.name ?? '', address]));
    return [
      ...sameName(jobs.slice(0, index), job),
      ...[...asked.values()].flatMap((address) => checkAddress(stack, job, address)),
    ];
  });
}

function sameName(before: readonly ScrapeJob[], { name, node }: ScrapeJob): Problem[] {
  if (!before.some((job) => job.name === name)) return [];
  const place = (node.at('job_name') ?? node).place;
  return [problemAt(place, 'scrape-job', `another job is named "${name}" already`)];
}

function checkAddress(stack: Stack, job: ScrapeJob, address: ScrapeAddress): Problem[] {
  const { family } = address;
  if (family === undefined) return [];
  const paths = family.endpoints.map(({ path }) => path);
  if (paths.length === 0)
    return [
      problemAt(
        address.node.place,
        'scrape-job',
        `job "${job.name}" asks ${address.host} for metrics, but ${family.name} has none`,
      ),
    ];
  const endpoint = endpointOf(job, address);
  if (endpoint === undefined) {
    const message = `job "${job.name}" asks ${address.host} for ${job.path.text}, but ${family.name} answers on ${paths.join(', ')}: set metrics_path`;
    return [problemAt(job.path.node.place, 'scrape-path', message)];
  }
  const missing = endpoint.parameters.filter((name) => !job.parameters.has(name));
  if (missing.length > 0) {
    const given = [...job.parameters.keys()].join(', ') || 'none';
    const message = `job "${job.name}" gives ${family.name} the parameters ${given}, but ${endpoint.path} needs "${missing.join('", "')}": relabel __address__ to __param_${missing[0]}`;
    return [problemAt((job.node.at('job_name') ?? job.node).place, 'scrape-parameter', message)];
  }
  return endpoint.modules === undefined ? [] : checkModules(stack, job, address);
}

function checkModules(stack: Stack, job: ScrapeJob, { service, family }: ScrapeAddress): Problem[] {
  const root = service === undefined ? undefined : configOf(stack, service);
  if (root === undefined) return [];
  const file = root.source.path;
  const modules = modulesOf(root).map(([name]) => name);
  const auths = (root.at('auths')?.entries ?? []).map(([name]) => name);
  const unknown = (parameter: string, known: readonly string[]) =>
    (job.parameters.get(parameter) ?? []).flatMap((node) =>
      (node.text ?? '')
        .split(',')
        .filter((name) => !known.includes(name))
        .map((name) => {
          const message = `job "${job.name}" asks ${family?.name} for the ${parameter} "${name}", which ${file} does not define${didYouMean(nearestName(name, known)) || `: it has ${known.join(', ')}`}`;
          return problemAt(node.place, `unknown-${parameter}`, message);
        }),
    );
  return [...unknown('module', modules), ...(auths.length === 0 ? [] : unknown('auth', auths))];
}
