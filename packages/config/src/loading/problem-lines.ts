import { type Issue, kindOf } from '@aiops/contracts';
import { environmentVariables } from '../environment.ts';
import { redactUrl } from '../redact-url.ts';
import { knownKeys, settings } from '../settings.ts';
import { valueAt } from '../value-at.ts';
import { nearestName } from './nearest-name.ts';
import type { Override } from './read-environment.ts';
import type { YamlDocument } from './yaml-document.ts';

/** What the configuration was put together from. */
export interface Sources {
  /** Name of the file as the user knows it. */
  readonly file: string;
  readonly document: YamlDocument | undefined;
  readonly overrides: readonly Override[];
  readonly merged: unknown;
}

type Path = readonly PropertyKey[];

/** One line per problem: where it stands, the path of the setting, what was expected and what was found. */
export function problemLines(issue: Issue, sources: Sources): string[] {
  if (issue.keys !== undefined) {
    return issue.keys.map((key) => unknownKeyLine([...issue.path, key], issue.path, sources));
  }
  return [`${whereIs(issue.path, sources)}: ${withReceived(issue, sources)}`];
}

/** `environment NAME` for what the environment gave or could give, otherwise `file:line:column path`. */
export function whereIs(path: Path, { file, document, overrides }: Sources): string {
  const name = path.map(String).join('.');
  const override = overrides.find((candidate) => candidate.path.join('.') === name);
  if (override !== undefined) return `environment ${override.name}`;
  const variable = environmentVariables.find((candidate) => candidate.path === name);
  const isInFile = document?.has(path) ?? false;
  if (variable !== undefined && !isInFile) return `environment ${variable.name}`;
  return document === undefined ? name : `${file}:${document.place(path)} ${name}`.trimEnd();
}

function unknownKeyLine(path: Path, parent: Path, { file, document }: Sources): string {
  const name = path.map(String).join('.');
  const where = document === undefined ? name : `${file}:${document.keyPlace(path)} ${name}`;
  const suggestion = suggest(String(path.at(-1)), parent);
  return `${where}: unknown key${suggestion === undefined ? '' : `, did you mean ${suggestion}?`}`;
}

/** The setting of that very name in another section, or a key of this one that is spelled nearly so. */
function suggest(key: string, parent: Path): string | undefined {
  const elsewhere = settings.filter(({ path }) => path.endsWith(`.${key}`) && !path.includes('[]'));
  return elsewhere.length === 1 ? elsewhere[0]?.path : nearestName(key, knownKeys(parent) ?? []);
}

/** The message with what was found, in words of the file's language and without a secret's value. */
function withReceived(issue: Issue, { merged, overrides }: Sources): string {
  const message = issue.message.replace(/undefined$/, 'nothing');
  const value = valueAt(merged, issue.path);
  const name = issue.path.map(String).join('.');
  const isSecret = settings.some(({ path, secret }) => secret && path === name);
  if (isSecret || value === undefined || issue.code === 'invalid_key') return message;
  // The environment knows only text, so its kind says nothing.
  const isText = overrides.some(({ path }) => path.join('.') === name);
  if (isText) return message.replace(/received string$/, `received ${shown(value)}`) + tail(message, value);
  return message + tail(message, value);
}

function tail(message: string, value: unknown): string {
  return message.includes('received') ? '' : `, received ${shown(value)}`;
}

function shown(value: unknown): string {
  if (typeof value === 'object') return kindOf(value);
  return JSON.stringify(typeof value === 'string' ? redactUrl(value) : value);
}
