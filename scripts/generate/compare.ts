import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { incompatibilities, type JsonSchema } from '../../packages/contracts/src/index.ts';
import type { Artifact } from './artifacts.ts';

/** What is wrong with the committed files, one line each. */
export interface Comparison {
  /** Files that are not what the schemas say, with how to renew them. */
  readonly stale: readonly string[];
  /** What renewing them would take away from those who rely on them. */
  readonly breaking: readonly string[];
}

/** Compares the files under `root` with what they should be. */
export function compare(root: string, artifacts: readonly Artifact[]): Comparison {
  const stale: string[] = [];
  const breaking: string[] = [];
  for (const artifact of artifacts) {
    const path = join(root, artifact.path);
    const committed = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    if (committed === artifact.text) continue;
    stale.push(`${artifact.path} is ${committed === undefined ? 'missing' : 'stale'}: run npm run generate`);
    if (artifact.schema === undefined || committed === undefined) continue;
    breaking.push(...brokenPromises(artifact.path, committed, artifact.schema));
  }
  for (const path of leftovers(root, artifacts)) stale.push(`${path} is made from no schema: delete it`);
  return { stale, breaking };
}

function brokenPromises(path: string, committed: string, schema: JsonSchema): string[] {
  try {
    return incompatibilities(JSON.parse(committed) as JsonSchema, schema).map((line) => `${path}: ${line}`);
  } catch (error) {
    return [`${path}: is no JSON any more (${(error as Error).message})`];
  }
}

/** Schema files whose schema is gone. */
function leftovers(root: string, artifacts: readonly Artifact[]): string[] {
  const folders = new Set(artifacts.filter(({ schema }) => schema).map(({ path }) => dirname(path)));
  const known = new Set(artifacts.map(({ path }) => path));
  return [...folders]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => !known.has(path));
}
