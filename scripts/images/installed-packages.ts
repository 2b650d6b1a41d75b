import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An npm package that lies in a deployed folder. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json says it: an SPDX expression, or undefined when it says none. */
  readonly licence: string | undefined;
  readonly folder: string;
  /** Whether it is one of this workspace, and so nobody else's work. */
  readonly own: boolean;
  /** Folders of the packages that it finds by name. */
  readonly dependencies: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly (string | { readonly type?: string })[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The scope of this workspace's packages. */
const OWN = '@aiops/';

/** The package in `folder` and all below its node_modules, as pnpm lays them out; by name, then version, each folder once. */
export function installedPackages(folder: string): InstalledPackage[] {
  const store = join(folder, 'node_modules', '.pnpm');
  const folders = readdirSync(store)
    .map((entry) => join(store, entry, 'node_modules'))
    .filter((modules) => existsSync(modules) && !modules.startsWith(join(store, 'node_modules')))
    .flatMap((modules) => packagesIn(modules));
  return [realpathSync(folder), ...folders].map(read).sort(byNameAndVersion);
}

/** A package's folders are real; what it depends on lies beside it as links. */
function packagesIn(modules: string): string[] {
  return readdirSync(modules)
    .filter((name) => name !== '.bin')
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((part) => `${name}/${part}`) : name,
    )
    .map((name) => join(modules, name))
    .filter((path) => !lstatSync(path).isSymbolicLink())
    .map((path) => realpathSync(path));
}

function read(folder: string): InstalledPackage {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const wanted = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  return {
    name: manifest.name,
    version: manifest.version,
    licence: licenceOf(manifest),
    folder,
    own: manifest.name.startsWith(OWN),
    dependencies: wanted.map((name) => findFrom(folder, name)).filter((path) => path !== undefined),
  };
}

/** Old manifests say `licenses: [{type}]`, where any of them may be chosen. */
function licenceOf({ license, licenses = [] }: Manifest): string | undefined {
  const names = (license === undefined ? licenses : [license])
    .map((entry) => (typeof entry === 'string' ? entry : (entry.type ?? '')))
    .filter((name) => name !== '');
  return names.length > 1 ? `(${names.join(' OR ')})` : names[0];
}

/** As Node looks a package up: in each node_modules on the way to the root. */
function findFrom(folder: string, name: string): string | undefined {
  for (let at = folder; dirname(at) !== at; at = dirname(at)) {
    const path = join(at, 'node_modules', name);
    if (existsSync(path)) return realpathSync(path);
  }
  return undefined;
}

function byNameAndVersion(a: InstalledPackage, b: InstalledPackage): number {
  return compare(a.name, b.name) || compare(a.version, b.version) || compare(a.folder, b.folder);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
