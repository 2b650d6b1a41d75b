import { join } from 'node:path';
import { familyOf } from '../catalogue/families.ts';
import type { Installed, Listener } from '../catalogue/image-family.ts';
import type { Place } from '../problem.ts';
import { flagValue, type Word } from './compose-service.ts';
import { type ExampleVariable, readEnvExample } from './env-example.ts';
import { isInside } from './mount.ts';
import { ProjectFiles } from './project-files.ts';
import { readService, type Service } from './service.ts';
import { type VariableUse, variablesIn } from './substitute.ts';
import type { YamlNode } from './yaml-node.ts';

/** The compose files in the order in which they build on each other. */
export const COMPOSE_FILES = ['docker-compose.yaml', 'docker-compose-traces.yml', 'docker-compose-aiops.yml'];
/** The file that documents the variables. */
export const ENV_EXAMPLE = '.env.example';

/** A network or volume that a compose file declares. */
export interface Declared {
  readonly name: string;
  /** Undefined for an entry without settings. */
  readonly node: YamlNode;
}

/** A variable that stands in a compose file. */
export interface PlacedUse extends VariableUse {
  readonly place: Place;
}

/** The whole stack as its files describe it. */
export interface Stack {
  readonly files: ProjectFiles;
  /** Roots of the compose files that are there. */
  readonly compose: readonly YamlNode[];
  readonly services: readonly Service[];
  readonly volumes: readonly Declared[];
  readonly networks: readonly Declared[];
  readonly uses: readonly PlacedUse[];
  readonly example: readonly ExampleVariable[];
}

/** Reads the compose files of a directory. Configuration files are read when a check asks for them. */
export function readStack(directory: string): Stack {
  const files = new ProjectFiles(directory);
  const compose = COMPOSE_FILES.flatMap((path) => files.yaml(path) ?? []);
  const exampleFile = files.text(ENV_EXAMPLE);
  const example = exampleFile === undefined ? [] : readEnvExample(exampleFile);
  const environment = new Map(example.filter(({ isSet }) => isSet).map(({ name, value }) => [name, value]));
  const entries = (section: string) =>
    compose.flatMap((root) => root.at(section)?.entries ?? []).map(([name, node]) => ({ name, node }));
  return {
    files,
    compose,
    services: entries('services').map(({ name, node }) => readService(name, node, environment, familyOf)),
    volumes: entries('volumes'),
    networks: entries('networks'),
    uses: compose.flatMap(usesIn),
    example,
  };
}

function usesIn(root: YamlNode): PlacedUse[] {
  const named = [...root.scalars()].flatMap((node) =>
    variablesIn(node.text ?? '').map((use) => ({
      ...use,
      get place() {
        return node.placeOf(use.name);
      },
    })),
  );
  return [...named, ...passedOn(root)];
}

/** `NAME:` without a value under `environment` or `args` hands on the variable of that name, if there is one. */
function passedOn(node: YamlNode): PlacedUse[] {
  const children = [...node.items, ...node.entries.map(([, child]) => child)];
  const own = children
    .filter(({ value, key }) => value === null && /^[A-Z][A-Z0-9_]*$/.test(key))
    .map((child) => ({ name: child.key, fallback: '', required: false, place: child.keyPlace }));
  return [...own, ...children.flatMap(passedOn)];
}

/** The service of a name. */
export function serviceOf(stack: Stack, name: string): Service | undefined {
  return stack.services.find((service) => service.name === name);
}

/** The services whose image belongs to one of these families, in the order of the files. */
export function servicesOf(stack: Stack, ...names: readonly string[]): Service[] {
  return stack.services.filter(({ family }) => names.includes(family?.name ?? ''));
}

/** Path in the project of a file that a container sees at a path; undefined when nothing of the project is mounted there. */
export function hostPath(service: Service, path: string): string | undefined {
  const mount = service.mounts
    .filter(({ type, target }) => type === 'bind' && isInside(path, target))
    .sort((a, b) => b.target.length - a.target.length)[0];
  if (mount === undefined || mount.source.startsWith('/')) return undefined;
  return join(mount.source, path.slice(mount.target.replace(/\/+$/, '').length));
}

/** The configuration that a service reads, by the paths that its catalogue entry and its command name. */
export function configOf(stack: Stack, service: Service): YamlNode | undefined {
  const path = configPath(service);
  return path === undefined ? undefined : stack.files.yaml(path.host ?? '');
}

/** Where a service reads its first configuration file: in the container, in the project, and the word that says so. */
export function configPath(
  service: Service,
): { container: string; host: string | undefined; word: Word | undefined } | undefined {
  const [file] = service.family?.configs ?? [];
  if (file === undefined) return undefined;
  const flag = file.flag === undefined ? undefined : flagValue(service, file.flag);
  const word = flag ?? service.environment.get(file.variable ?? '');
  const container = word?.text || file.path;
  return { container, host: hostPath(service, container), word };
}

/** What the ports of a service are asked from. */
export function installed(stack: Stack, service: Service): Installed {
  const at = (path: string) => hostPath(service, path) ?? '';
  return {
    service,
    config: (path) => stack.files.yaml(at(path)),
    text: (path) => stack.files.text(at(path))?.text,
  };
}

/** The ports that a service opens in its container; undefined when its image is unknown. */
export function listenersOf(stack: Stack, service: Service): readonly Listener[] | undefined {
  return service.family?.listens(installed(stack, service));
}

/** Names of the networks that a service is on; `default` when it names none. */
export function networksOf(service: Service): readonly string[] {
  if (service.node.at('network_mode') !== undefined) return [];
  return service.networks.length === 0 ? ['default'] : service.networks.map(({ text }) => text);
}
