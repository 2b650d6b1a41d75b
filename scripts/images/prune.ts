import { existsSync, readdirSync, rmdirSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { installedPackages } from './installed-packages.ts';

/** Types, TypeScript sources and source maps: nothing that node reads. */
const NOT_RUN = /(\.[cm]?tsx?|\.map|\.tsbuildinfo)$/;
/** What a program can load beside its package.json; a package with none of it is one of types. */
const LOADED = /\.([cm]?js|json|node|wasm)$/;
/** Contract tests, which a package offers to the tests of others. */
const FOR_TESTS = /\.contract\.js$/;
/** Notes that pnpm leaves for its next installation. */
const OF_PNPM = [
  'pnpm-lock.yaml',
  'node_modules/.modules.yaml',
  'node_modules/.pnpm-workspace-state-v1.json',
  'node_modules/.pnpm/lock.yaml',
];

/**
 * Takes out of a deployed folder what never runs: types, sources, maps, packages of types, contract tests, command links
 * and pnpm's notes. Licence files stay.
 */
export function prune(folder: string): void {
  for (const name of OF_PNPM) rmSync(join(folder, name), { force: true });
  for (const { folder: place, own } of installedPackages(folder)) {
    if (!own && !holdsCode(place)) rmSync(place, { recursive: true });
  }
  sweep(folder);
}

function holdsCode(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some(
    (name) => name !== 'package.json' && LOADED.test(name),
  );
}

/** Removes files by name, then links that lead nowhere and folders that became empty. */
function sweep(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) {
      if (!existsSync(path)) unlinkSync(path);
    } else if (entry.isDirectory()) {
      if (entry.name === '.bin') rmSync(path, { recursive: true });
      else sweep(path);
    } else if (NOT_RUN.test(entry.name) || FOR_TESTS.test(entry.name)) unlinkSync(path);
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
