import type { Place } from '../problem.ts';
import { type Image, readImage } from './image.ts';
import { type Mount, readMount } from './mount.ts';
import { type PublishedPort, readPort } from './published-port.ts';
import { substitute } from './substitute.ts';
import type { YamlNode } from './yaml-node.ts';

/** A value with variables replaced, and where it stands. */
export interface Word {
  readonly text: string;
  readonly node: YamlNode;
}

export interface Dependency {
  readonly service: string;
  /** `service_started` unless said otherwise. */
  readonly condition: string;
  readonly place: Place;
}

/** A service as the compose files describe it. */
export interface ComposeService {
  readonly name: string;
  readonly node: YamlNode;
  readonly image: Image | undefined;
  readonly environment: ReadonlyMap<string, Word>;
  /** `entrypoint` and `command`, word by word. */
  readonly command: readonly Word[];
  /** Words of the health check's command; undefined when the service has none of its own. */
  readonly healthcheck: readonly Word[] | undefined;
  readonly mounts: readonly Mount[];
  readonly ports: readonly PublishedPort[];
  readonly networks: readonly Word[];
  readonly dependencies: readonly Dependency[];
}

/** Reads a service of a compose file with the variables of an environment. */
export function readComposeService(
  name: string,
  node: YamlNode,
  environment: ReadonlyMap<string, string>,
): ComposeService {
  const resolve = (value: YamlNode | undefined) => substitute(value?.text ?? '', environment);
  const word = (value: YamlNode): Word => ({ text: resolve(value), node: value });
  const imageNode = node.at('image');
  const image = imageNode === undefined ? undefined : readImage(resolve(imageNode), imageNode);
  const test = node.at('healthcheck', 'test');
  return {
    name,
    node,
    image,
    environment: readEnvironment(node.at('environment'), word),
    command: [...readWords(node.at('entrypoint'), word), ...readWords(node.at('command'), word)],
    healthcheck: test === undefined ? undefined : readWords(test, word),
    mounts: (node.at('volumes')?.items ?? []).map((mount) => readMount(mount, resolve)),
    ports: (node.at('ports')?.items ?? []).flatMap((port) => readPort(port, resolve) ?? []),
    networks: readNames(node.at('networks'), word),
    dependencies: readDependencies(node.at('depends_on')),
  };
}

/** The value of a flag such as `-config.file=X` or `--config.file X`, in any word of the command. */
export function flagValue(service: ComposeService, name: string): Word | undefined {
  for (const [index, { text, node }] of service.command.entries()) {
    const match = new RegExp(`(?:^|\\s)--?${escapeText(name)}(?:=(\\S*))?(?=\\s|$)`).exec(text);
    if (match === null) continue;
    if (match[1] !== undefined) return { text: match[1], node };
    const next = service.command[index + 1];
    return next === undefined || next.text.startsWith('-') ? { text: '', node } : next;
  }
  return undefined;
}

function escapeText(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

type ToWord = (node: YamlNode) => Word;

function readEnvironment(node: YamlNode | undefined, word: ToWord): Map<string, Word> {
  const variables = new Map<string, Word>();
  for (const [name, value] of node?.entries ?? []) variables.set(name, word(value));
  for (const item of node?.items ?? []) {
    const { text } = word(item);
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    variables.set(name, { text: equals < 0 ? '' : text.slice(equals + 1), node: item });
  }
  return variables;
}

function readWords(node: YamlNode | undefined, word: ToWord): Word[] {
  if (node === undefined) return [];
  if (node.text === undefined) return node.items.map(word);
  return word(node)
    .text.split(/\s+/)
    .filter(Boolean)
    .map((text) => ({ text, node }));
}

function readNames(node: YamlNode | undefined, word: ToWord): Word[] {
  const listed = node?.items.map(word) ?? [];
  return [...listed, ...(node?.entries ?? []).map(([text, value]) => ({ text, node: value }))];
}

function readDependencies(node: YamlNode | undefined): Dependency[] {
  const listed = (node?.items ?? []).map((item) => ({
    service: item.text ?? '',
    condition: 'service_started',
    place: item.place,
  }));
  const mapped = (node?.entries ?? []).map(([service, value]) => {
    const condition = value.at('condition');
    return { service, condition: condition?.text ?? 'service_started', place: value.keyPlace };
  });
  return [...listed, ...mapped];
}
