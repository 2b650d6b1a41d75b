import { dirname, isAbsolute, join } from 'node:path';
import { families } from '../catalogue/families.ts';
import type { ImageFamily, MetricsEndpoint } from '../catalogue/image-family.ts';
import type { Service } from '../model/service.ts';
import {
  configOf,
  configPath,
  hostPath,
  installed,
  type Stack,
  serviceOf,
  servicesOf,
} from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';

/** An address that a job asks. */
export interface ScrapeAddress {
  readonly host: string;
  readonly port: number | undefined;
  readonly node: YamlNode;
  /** The service of this stack behind it. */
  readonly service: Service | undefined;
  /** What listens there: by the service's image, or by the port of a machine elsewhere. */
  readonly family: ImageFamily | undefined;
}

/** An entry of `scrape_configs`. */
export interface ScrapeJob {
  readonly name: string;
  readonly node: YamlNode;
  /** The vmagent that runs it. */
  readonly agent: Service;
  readonly path: { readonly text: string; readonly node: YamlNode };
  /** Names and fixed values of the query parameters; relabelling gives some of them for each target. */
  readonly parameters: ReadonlyMap<string, readonly YamlNode[]>;
  /** True when the targets are devices that an exporter asks on behalf of vmagent. */
  readonly isIndirect: boolean;
  readonly addresses: readonly ScrapeAddress[];
  /** The targets as they are listed, before relabelling. */
  readonly targets: readonly YamlNode[];
  /** Labels that every series of the job gets. */
  readonly labels: ReadonlySet<string>;
}

/** Every job of every vmagent. */
export function scrapeJobs(stack: Stack): ScrapeJob[] {
  return servicesOf(stack, 'vmagent').flatMap((agent) => {
    const root = configOf(stack, agent);
    const external = (root?.at('global', 'external_labels')?.entries ?? []).map(([label]) => label);
    return (root?.at('scrape_configs')?.items ?? []).map((node) => readJob(stack, agent, node, external));
  });
}

function readJob(stack: Stack, agent: Service, node: YamlNode, external: readonly string[]): ScrapeJob {
  const groups = [...(node.at('static_configs')?.items ?? []), ...fileGroups(stack, agent, node)];
  const targets = groups.flatMap((group) => group.at('targets')?.items ?? []);
  const relabel = node.at('relabel_configs')?.items ?? [];
  const fixed = relabel
    .find(
      (step) =>
        step.at('target_label')?.text === '__address__' && !/\$/.test(step.at('replacement')?.text ?? '$'),
    )
    ?.at('replacement');
  const pathNode = node.at('metrics_path');
  const addresses = (fixed === undefined ? targets : [fixed]).map((target) => readAddress(stack, target));
  return {
    name: node.at('job_name')?.text ?? '',
    node,
    agent,
    path: { text: pathNode?.text ?? '/metrics', node: pathNode ?? node.at('job_name') ?? node },
    parameters: readParameters(node, relabel),
    isIndirect: fixed !== undefined,
    addresses,
    targets,
    labels: new Set([
      'job',
      'instance',
      ...external,
      ...groups.flatMap((group) => (group.at('labels')?.entries ?? []).map(([label]) => label)),
      ...exampleLabels(stack, agent, node),
      ...[...relabel, ...(node.at('metric_relabel_configs')?.items ?? [])].flatMap(
        (step) => step.at('target_label')?.text ?? [],
      ),
    ]),
  };
}

/** Labels in the target files of a job, examples in comments included: a file may be empty until somebody fills it in. */
function exampleLabels(stack: Stack, agent: Service, node: YamlNode): string[] {
  return targetFiles(stack, agent, node).flatMap((path) => {
    const text = stack.files.text(path)?.text ?? '';
    return [...text.matchAll(/(?:^[#\s-]*|[{,]\s*)([a-z_]\w*):/gim)].flatMap((match) => match[1] ?? []);
  });
}

/** Groups of targets in the files that `file_sd_configs` names. */
function fileGroups(stack: Stack, agent: Service, node: YamlNode): YamlNode[] {
  return targetFiles(stack, agent, node).flatMap((path) => stack.files.yaml(path)?.items ?? []);
}

/** Files of the project that a job reads its targets from; a path that is not absolute starts at the configuration. */
export function targetFiles(stack: Stack, agent: Service, node: YamlNode): string[] {
  const folder = dirname(configPath(agent)?.container ?? '');
  const patterns = (node.at('file_sd_configs')?.items ?? []).flatMap(
    (entry) => entry.at('files')?.items ?? [],
  );
  return patterns.flatMap(({ text = '' }) =>
    filesOf(stack, agent, isAbsolute(text) ? text : join(folder, text)),
  );
}

/** Files of the project that a path in a container stands for; `*` in its last part is any text. */
export function filesOf(stack: Stack, service: Service, pattern: string): string[] {
  const path = hostPath(service, pattern);
  if (path === undefined) return [];
  const matches = new RegExp(`^${path.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
  const folder = path.slice(0, path.lastIndexOf('/'));
  return stack.files.list(folder).filter((file) => matches.test(file));
}

function readParameters(node: YamlNode, relabel: readonly YamlNode[]): Map<string, readonly YamlNode[]> {
  const parameters = new Map<string, readonly YamlNode[]>();
  for (const [name, value] of node.at('params')?.entries ?? []) parameters.set(name, value.oneOrMore);
  for (const step of relabel) {
    const name = /^__param_(\w+)$/.exec(step.at('target_label')?.text ?? '')?.[1];
    if (name !== undefined && !parameters.has(name)) parameters.set(name, []);
  }
  return parameters;
}

function readAddress(stack: Stack, node: YamlNode): ScrapeAddress {
  const [, host = '', port] = /^(?:\w+:\/\/)?([^:/]+)(?::(\d+))?/.exec(node.text ?? '') ?? [];
  const service = serviceOf(stack, host);
  const number = port === undefined ? undefined : Number(port);
  const family = service === undefined ? familyAtPort(stack, number) : service.family;
  return { host, port: number, node, service, family };
}

/** On a machine outside the stack, an exporter is known by its port. */
function familyAtPort(stack: Stack, port: number | undefined): ImageFamily | undefined {
  const [service] = stack.services;
  if (service === undefined || port === undefined) return undefined;
  const bare = { ...service, environment: new Map(), command: [], mounts: [] };
  return families.find(
    (family) =>
      family.endpoints.length > 0 &&
      family.ours !== true &&
      family
        .listens({ ...installed(stack, bare), config: () => undefined, text: () => undefined })
        .some((listener) => listener.port === port),
  );
}

/** The endpoint that a job asks at an address; undefined when the program there has no such path. */
export function endpointOf(job: ScrapeJob, address: ScrapeAddress): MetricsEndpoint | undefined {
  return address.family?.endpoints.find(({ path }) => path === job.path.text);
}
