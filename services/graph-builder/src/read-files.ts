import { readFile } from 'node:fs/promises';
import { readYaml } from '@aiops/config';
import {
  type DevicesFile,
  devicesFileSchema,
  issuesOf,
  pathText,
  type TargetsFile,
  type TopologyFile,
  targetsFileSchema,
  topologyFileSchema,
} from '@aiops/contracts';
import { YAMLException } from 'js-yaml';
import type { z } from 'zod';
import { InvalidTopology } from './invalid-topology.ts';
import { JsonSyntax, jsonOffsets } from './json-offsets.ts';
import { lineColumn, type Path, placeOf } from './source-place.ts';

/** A file that was read and has the right shape. */
export interface ParsedFile<T> {
  readonly value: T;
  /** A problem found later, as the line that tells a person where it is. */
  readonly problem: (path: Path, message: string) => string;
}

/** Reads the devices file. Throws {@link InvalidTopology} with every problem; a missing file is one. */
export async function readDevices(file: string): Promise<ParsedFile<DevicesFile>> {
  const text = await readText(file);
  if (text === undefined) {
    throw new InvalidTopology([`${file}: no such file; list the devices in it, or set topology.devices`]);
  }
  return check(file, parseYaml(file, text), devicesFileSchema);
}

/**
 * Reads what network discovery wrote, undefined when there is no such file: discovery may not have run yet. Throws
 * {@link InvalidTopology} with every problem.
 */
export async function readTopology(file: string): Promise<ParsedFile<TopologyFile> | undefined> {
  const text = await readText(file);
  return text === undefined ? undefined : check(file, parseJson(file, text), topologyFileSchema);
}

/**
 * Reads the scrape targets of Redfish, undefined when there is no such file, or none is named. Throws {@link InvalidTopology} with
 * every problem.
 */
export async function readTargets(file: string | undefined): Promise<ParsedFile<TargetsFile> | undefined> {
  const text = file === undefined ? undefined : await readText(file);
  // A file of comments alone names no targets.
  const isEmpty = text?.split('\n').every((line) => /^\s*(?:#|$)/.test(line)) ?? true;
  if (file === undefined || text === undefined || isEmpty) return undefined;
  return check(file, parseYaml(file, text), targetsFileSchema);
}

interface Parsed {
  readonly value: unknown;
  /** `line:column` of what a path leads to. */
  readonly place: (path: Path) => string;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    // A byte-order mark is what some editors leave behind; neither parser wants it.
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return undefined;
    if (code === undefined) throw error;
    const reason = { EACCES: 'permission denied', EISDIR: 'it is a folder' }[code] ?? code;
    throw new InvalidTopology([`${file}: cannot be read: ${reason}`]);
  }
}

function parseYaml(file: string, text: string): Parsed {
  try {
    const document = readYaml(text);
    if (document.value === undefined) throw new InvalidTopology([`${file}:1:1 the file is empty`]);
    return document;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { mark, reason } = error;
    const place = mark === undefined ? '1:1' : `${mark.line + 1}:${mark.column + 1}`;
    throw new InvalidTopology([`${file}:${place} not YAML: ${reason}`]);
  }
}

function parseJson(file: string, text: string): Parsed {
  try {
    const offsets = jsonOffsets(text);
    return { value: JSON.parse(text), place: (path) => placeOf(text, offsets, path) };
  } catch (error) {
    if (!(error instanceof JsonSyntax)) throw error;
    throw new InvalidTopology([`${file}:${lineColumn(text, error.offset)} ${error.message}`]);
  }
}

function check<T>(file: string, parsed: Parsed, schema: z.ZodType<T>): ParsedFile<T> {
  const problem = (path: Path, message: string) =>
    `${file}:${parsed.place(path)} ${[pathText(path), message].filter(Boolean).join(': ')}`;
  const checked = schema.safeParse(parsed.value);
  if (checked.success) return { value: checked.data, problem };
  throw new InvalidTopology(issuesOf(checked.error).map(({ path, message }) => problem(path, message)));
}
