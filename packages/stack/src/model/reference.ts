import { scrapeJobs } from '../emitters/scrape-jobs.ts';
import type { Place } from '../problem.ts';
import type { Word } from './compose-service.ts';
import { isInside } from './mount.ts';
import type { Service } from './service.ts';
import { type Stack, serviceOf } from './stack.ts';
import { textPlace } from './text-place.ts';
import type { TextFile, YamlNode } from './yaml-node.ts';

/** An address that a file holds: somebody will connect to it. */
export interface Reference {
  /** Who connects. */
  readonly from: Service;
  readonly host: string;
  /** Undefined where the scheme implies none. */
  readonly port: number | undefined;
  /** Without `://`; empty for a bare `host:port`. */
  readonly scheme: string;
  readonly path: string;
  /** Looked up when it is asked for: hardly any reference is told about. */
  readonly place: Place;
}

const URL_TEXT =
  /([a-z][a-z0-9+.-]*):\/\/([A-Za-z0-9._-]*|\[[0-9a-f:]+\])(?::(\d{1,5}))?(?=[/\s"'`,;)\]}?#]|$)([^\s"'`,)\]}?]*)/g;
const BARE = /^([a-z][a-z0-9_.-]*):(\d{2,5})$/;
const USUAL: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  bolt: 7687,
  neo4j: 7687,
  redis: 6379,
};

interface Address {
  readonly host: string;
  readonly port: number | undefined;
  readonly scheme: string;
  readonly path: string;
}

/** The addresses in a text: URLs anywhere, `host:port` where it is all there is or an item of a list with commas. */
export function addressesIn(text: string): Address[] {
  const urls = [...text.replaceAll(/\/\/[^/@\s]*@/g, '//').matchAll(URL_TEXT)].map((match) => {
    const [, scheme = '', host = '', port, path = ''] = match;
    return { scheme, host, port: port === undefined ? USUAL[scheme] : Number(port), path };
  });
  const bare = text.split(',').flatMap((part) => {
    const match = BARE.exec(part.trim().replace(/^-+[\w.-]+=/, ''));
    return match === null ? [] : [{ scheme: '', host: match[1] ?? '', port: Number(match[2]), path: '' }];
  });
  return [...urls, ...bare];
}

const known = new WeakMap<Stack, readonly Reference[]>();

/** Every address in the compose files, in the configuration that is mounted, and in the runbooks. */
export function referencesOf(stack: Stack): readonly Reference[] {
  const references = known.get(stack) ?? findReferences(stack);
  known.set(stack, references);
  return references;
}

function findReferences(stack: Stack): Reference[] {
  return [
    ...stack.services.flatMap(ofService),
    ...stack.services.flatMap((service) => ofConfigs(stack, service)),
    ...ofTargets(stack),
    ...ofRunbooks(stack),
  ];
}

function ofService(service: Service): Reference[] {
  const words: Word[] = [...service.environment.values(), ...service.command, ...(service.healthcheck ?? [])];
  const told = words.flatMap(({ text, node }) => addressed(service, text, node));
  const host = service.environment.get('REDIS_HOST');
  const port = service.environment.get('REDIS_PORT');
  if (host === undefined || host.text === '') return told;
  const place = (port ?? host).node.place;
  return [
    ...told,
    { from: service, scheme: 'redis', host: host.text, port: Number(port?.text || 6379), path: '', place },
  ];
}

function addressed(from: Service, text: string, node: YamlNode): Reference[] {
  return addressesIn(text).map((address) => ({
    ...address,
    from,
    get place() {
      return node.placeOf(address.host);
    },
  }));
}

/** Dashboards are read by a browser; targets, in files of their own or not, are taken from the scrape jobs. */
const LEFT_OUT = [/\/dashboards\//, /\/targets\//, /^config\/topology\//];

function ofConfigs(stack: Stack, service: Service): Reference[] {
  return mountedFiles(stack, service).flatMap((path) => {
    if (LEFT_OUT.some((pattern) => pattern.test(path))) return [];
    if (!/\.(ya?ml|json)$/.test(path)) return ofText(service, stack.files.text(path));
    const root = stack.files.yaml(path);
    return [...(root?.scalars() ?? [])]
      .filter((node) => !node.path.includes('targets'))
      .flatMap((node) => addressed(service, node.text ?? '', node));
  });
}

/** Files of `config/` that a container sees; each service of ours sees all of `config/` but reads only its own. */
export function mountedFiles(stack: Stack, service: Service): string[] {
  const sources = service.mounts.filter(({ type }) => type === 'bind').map(({ source }) => source);
  return stack.files
    .list('config')
    .filter((path) =>
      sources.some(
        (source) => isInside(path, source) && (source !== 'config' || path === 'config/aiops.yml'),
      ),
    );
}

/** Targets of scrape jobs: those that vmagent asks itself, and pages of this stack that an exporter tries. */
function ofTargets(stack: Stack): Reference[] {
  return scrapeJobs(stack).flatMap(({ agent, isIndirect, addresses, targets: listed }) => {
    const prober = addresses[0]?.service;
    if (!isIndirect) return listed.flatMap((node) => addressed(agent, node.text ?? '', node));
    if (prober?.family?.name !== 'blackbox_exporter') return [];
    return listed
      .flatMap((node) => addressed(prober, node.text ?? '', node))
      .filter(({ host }) => serviceOf(stack, host) !== undefined);
  });
}

function ofText(from: Service, source: TextFile | undefined): Reference[] {
  if (source === undefined) return [];
  let offset = 0;
  return source.text.split('\n').flatMap((line) => {
    const start = offset;
    offset += line.length + 1;
    if (/^\s*#/.test(line)) return [];
    return addressesIn(line).map((address) => ({
      ...address,
      from,
      place: textPlace(source.path, source.text, start + Math.max(0, line.indexOf(address.host))),
    }));
  });
}

function ofRunbooks(stack: Stack): Reference[] {
  const from = stack.services.find(({ family }) => family?.name === 'insights-action');
  if (from === undefined) return [];
  return stack.files
    .list('runbooks')
    .filter((path) => /\.ya?ml$/.test(path))
    .flatMap((path) => stack.files.yaml(path)?.at('steps')?.items ?? [])
    .flatMap((step) => {
      const url = step.at('url');
      return url === undefined ? [] : addressed(from, url.text ?? '', url);
    });
}
