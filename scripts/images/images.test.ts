import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installedPackages } from './installed-packages.ts';
import { isAllowed, licenceProblems } from './licence-gate.ts';
import { licenceList } from './licence-list.ts';
import { lockHashes } from './lock-hashes.ts';
import { prune } from './prune.ts';
import { sbom } from './sbom.ts';
import { sbomProblems } from './sbom-problems.ts';
import { schemaProblems } from './sbom-schema.ts';

const hash = Buffer.alloc(64, 7).toString('base64');
let folder: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function put(
  entry: string,
  manifest: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>> = {},
) {
  const place = `node_modules/.pnpm/${entry}/node_modules/${manifest.name}`;
  for (const [name, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files })) {
    write(`${place}/${name}`, text);
  }
  return place;
}

function link(at: string, to: string): void {
  mkdirSync(dirname(join(folder, at)), { recursive: true });
  symlinkSync(join(folder, to), join(folder, at));
}

/** What `pnpm deploy` leaves: a service, a package of ours, one of others, and one of types. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiops-deployed-'));
  write(
    'package.json',
    JSON.stringify({ name: '@aiops/demo', version: '0.1.0', dependencies: { '@aiops/own': '*' } }),
  );
  write('pnpm-lock.yaml', '');
  write('dist/main.js', '');
  write('dist/main.d.ts', '');
  write('dist/ports/bus.contract.js', '');
  const own = put(
    '@aiops+own@file',
    { name: '@aiops/own', version: '0.1.0', dependencies: { left: '1' } },
    { 'dist/index.js': '' },
  );
  const left = put(
    'left@1.2.3',
    { name: 'left', version: '1.2.3', license: 'MIT' },
    { 'index.js': '', 'index.js.map': '', 'src/index.ts': '', LICENSE: 'Do as you like.\r\n' },
  );
  const types = put(
    '@types+left@1.0.0',
    { name: '@types/left', version: '1.0.0', license: 'MIT' },
    { 'index.d.ts': '' },
  );
  link('node_modules/@aiops/own', own);
  link('node_modules/.pnpm/@aiops+own@file/node_modules/left', left);
  link('node_modules/.pnpm/left@1.2.3/node_modules/@types/left', types);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const parts = () => ({
  subject: '@aiops/demo',
  packages: installedPackages(folder),
  hashes: new Map([['left@1.2.3', `sha512-${hash}`]]),
  debian: [{ name: 'libc6', version: '2.36-9+deb12u14', architecture: 'amd64' }],
  nodeVersion: '24.1.0',
});

describe('what is left in an image', () => {
  test('types, maps, sources, contract tests and pnpm notes go; code and licences stay', () => {
    prune(folder);
    const left = join(folder, 'node_modules/.pnpm/left@1.2.3/node_modules/left');
    expect(
      [join(folder, 'dist/main.js'), join(left, 'index.js'), join(left, 'LICENSE')].filter(
        (path) => !existsSync(path),
      ),
    ).toEqual([]);
    const gone = ['pnpm-lock.yaml', 'dist/main.d.ts', 'dist/ports', 'node_modules/.pnpm/@types+left@1.0.0'];
    expect(
      [...gone.map((name) => join(folder, name)), join(left, 'index.js.map'), join(left, 'src')].filter(
        existsSync,
      ),
    ).toEqual([]);
  });

  test('a package that holds only types is not listed, nor is its link left', () => {
    prune(folder);
    expect(installedPackages(folder).map(({ name }) => name)).toEqual(['@aiops/demo', '@aiops/own', 'left']);
    expect(existsSync(join(folder, 'node_modules/.pnpm/left@1.2.3/node_modules/@types'))).toBe(false);
  });
});

describe('the licence gate', () => {
  test.each([
    'MIT',
    '(MIT OR GPL-3.0-only)',
    'GPL-3.0-only OR MIT',
    'MIT AND ISC',
    '(MIT AND (ISC OR AGPL-3.0-only))',
  ])('%s may be shipped', (licence) => expect(isAllowed(licence)).toBe(true));

  test.each([
    'GPL-3.0-only',
    'MIT AND GPL-3.0-only',
    'MIT OR',
    '(MIT',
    'MIT ISC',
    'SEE LICENSE IN LICENSE.txt',
    'GPL-3.0-only AND ISC OR GPL-2.0-only',
    'UNLICENSED',
    '',
    undefined,
  ])('%s may not', (licence) => expect(isAllowed(licence)).toBe(false));

  test('a package with a refused licence or none is told by name; our own need none', () => {
    put('copyleft@2.0.0', { name: 'copyleft', version: '2.0.0', license: 'GPL-3.0-only' });
    put('silent@3.0.0', { name: 'silent', version: '3.0.0' });
    put('old@4.0.0', {
      name: 'old',
      version: '4.0.0',
      licenses: [{ type: 'MIT' }, { type: 'GPL-2.0-only' }],
    });
    expect(licenceProblems(installedPackages(folder))).toEqual([
      'copyleft@2.0.0: licence GPL-3.0-only is not on the list of allowed ones',
      'silent@3.0.0: its package.json names no licence',
    ]);
  });

  test('the list holds each package and each licence text once, with those that carry it', () => {
    put(
      'right@1.0.0',
      { name: 'right', version: '1.0.0', license: 'MIT' },
      { 'LICENCE.md': 'Do as you like.' },
    );
    const list = licenceList(installedPackages(folder));
    expect(list).toContain('left@1.2.3  MIT');
    expect(list).toContain('left@1.2.3\nright@1.0.0\n\nDo as you like.\n');
    expect(list.match(/Do as you like/g)).toHaveLength(1);
    expect(list).not.toContain('@aiops/');
  });
});

describe('the list of parts', () => {
  test('names the service, what it is made of with purl, licence and hash, and what needs what', () => {
    const document = JSON.parse(sbom(parts()));
    expect(document.metadata.component).toMatchObject({ group: '@aiops', name: 'demo', version: '0.1.0' });
    expect(document.components).toContainEqual({
      type: 'library',
      name: 'left',
      version: '1.2.3',
      'bom-ref': 'left@1.2.3',
      purl: 'pkg:npm/left@1.2.3',
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: '07'.repeat(64) }],
    });
    expect(document.components).toContainEqual(
      expect.objectContaining({ purl: 'pkg:deb/debian/libc6@2.36-9+deb12u14?arch=amd64' }),
    );
    expect(document.dependencies).toContainEqual({ ref: '@aiops/own@0.1.0', dependsOn: ['left@1.2.3'] });
  });

  test('is the same for the same image, and has another serial number for another', () => {
    expect(sbom(parts())).toBe(sbom(parts()));
    const other = sbom({ ...parts(), nodeVersion: '24.1.1' });
    expect(JSON.parse(other).serialNumber).not.toBe(JSON.parse(sbom(parts())).serialNumber);
  });

  test('what was written passes the check; a lost part, a part told twice and a wrong purl do not', () => {
    const good = JSON.parse(sbom(parts()));
    expect(sbomProblems(JSON.stringify(good))).toEqual([]);
    const without = {
      ...good,
      components: good.components.filter(({ name }: { name: string }) => name !== 'left'),
    };
    expect(sbomProblems(JSON.stringify(without))).toContain(
      'left@1.2.3: a dependency that is not among the components',
    );
    const twice = { ...good, components: [...good.components, good.components[0]] };
    expect(sbomProblems(JSON.stringify(twice))).toEqual([expect.stringMatching(/: told twice$/)]);
    const renamed = structuredClone(good);
    renamed.components[0].purl = 'pkg:npm/other@1.0.0';
    expect(sbomProblems(JSON.stringify(renamed))).toEqual([expect.stringContaining('is of something else')]);
    expect(sbomProblems(JSON.stringify({ ...good, serialNumber: 'urn:uuid:1' }))).toEqual([
      'serialNumber: urn:uuid:1',
    ]);
  });

  test('what was written keeps to the CycloneDX schema; a field that the schema does not know does not', async () => {
    expect(await schemaProblems(sbom(parts()))).toEqual([]);
    const extended = { ...JSON.parse(sbom(parts())), colour: 'blue' };
    expect(await schemaProblems(JSON.stringify(extended))).toEqual([
      expect.stringContaining('additionalProperty'),
    ]);
  });

  test('a service that is not in its own image is an error', () => {
    expect(() => sbom({ ...parts(), subject: '@aiops/other' })).toThrow(
      '@aiops/other is not among the packages',
    );
  });
});

test('the lockfile gives the hash of each package, scoped and plain', () => {
  const lockfile = `packages:\n\n  '@a/b@1.0.0':\n    resolution: {integrity: sha512-AAA=}\n\n  c@2.0.0:\n    resolution: {integrity: sha512-BBB=, tarball: x}\n    engines: {node: '>=8'}\n`;
  expect([...lockHashes(lockfile)]).toEqual([
    ['@a/b@1.0.0', 'sha512-AAA='],
    ['c@2.0.0', 'sha512-BBB='],
  ]);
});
