import { createHash } from 'node:crypto';
import { Enums, Models, Serialize, SPDX, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import type { DebianPackage } from './debian-packages.ts';
import type { InstalledPackage } from './installed-packages.ts';

export interface SbomInput {
  /** The deployed service's own package name. */
  readonly subject: string;
  readonly packages: readonly InstalledPackage[];
  /** `sha512-<base64>` of each `name@version` of the registry. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly debian: readonly DebianPackage[];
  readonly nodeVersion: string;
}

const { Component, Bom, LicenseExpression, SpdxLicense, NamedLicense } = Models;
const ALGORITHMS: Readonly<Record<string, Enums.HashAlgorithm>> = {
  sha512: Enums.HashAlgorithm['SHA-512'],
  sha256: Enums.HashAlgorithm['SHA-256'],
  sha1: Enums.HashAlgorithm['SHA-1'],
};

/**
 * A CycloneDX 1.6 document of everything in an image. The same input gives the same bytes: it holds no time, and its
 * serial number is made from its content. Throws when the subject is not among the packages.
 */
export function sbom(input: SbomInput): string {
  const bom = new Bom();
  const byFolder = new Map(input.packages.map((one) => [one.folder, one]));
  // A package may lie in several folders, once for each set of peers: it is one component.
  const components = new Map(
    input.packages.map((one) => [idOf(one), npmComponent(one, input.hashes, one.name === input.subject)]),
  );
  for (const one of input.packages) {
    for (const folder of one.dependencies) {
      const needed = byFolder.get(folder);
      const component = needed && components.get(idOf(needed));
      if (component !== undefined) components.get(idOf(one))?.dependencies.add(component.bomRef);
    }
  }
  const [, subject] = [...components].find(([id]) => id.startsWith(`${input.subject}@`)) ?? [];
  if (subject === undefined) throw new Error(`${input.subject} is not among the packages in its own image`);
  bom.metadata.component = subject;
  for (const component of components.values()) if (component !== subject) bom.components.add(component);
  bom.components.add(nodeComponent(input.nodeVersion));
  for (const one of input.debian) bom.components.add(debianComponent(one));
  bom.serialNumber = serialNumber(serialize(bom));
  return `${serialize(bom)}\n`;
}

function serialize(bom: Models.Bom): string {
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 });
}

function idOf({ name, version }: InstalledPackage): string {
  return `${name}@${version}`;
}

function npmComponent(
  one: InstalledPackage,
  hashes: ReadonlyMap<string, string>,
  isSubject: boolean,
): Models.Component {
  const [scope, plain = ''] = one.name.startsWith('@') ? one.name.split('/') : [undefined, one.name];
  const component = new Component(
    isSubject ? Enums.ComponentType.Application : Enums.ComponentType.Library,
    plain,
    { bomRef: idOf(one), version: one.version, ...(scope === undefined ? {} : { group: scope }) },
  );
  component.purl = new PackageURL('npm', scope, plain, one.version, undefined, undefined).toString();
  if (one.licence !== undefined) component.licenses.add(licence(one.licence));
  const [algorithm = '', content = ''] = (hashes.get(idOf(one)) ?? '').split(/-(.*)/s);
  const known = ALGORITHMS[algorithm];
  if (known !== undefined) component.hashes.set(known, Buffer.from(content, 'base64').toString('hex'));
  return component;
}

function licence(text: string): Models.License {
  if (SPDX.isSupportedSpdxId(text)) return new SpdxLicense(text);
  return /\s(OR|AND|WITH)\s/.test(text) ? new LicenseExpression(text) : new NamedLicense(text);
}

function nodeComponent(version: string): Models.Component {
  const component = new Component(Enums.ComponentType.Application, 'node', {
    bomRef: `node@${version}`,
    version,
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
  });
  component.purl = new PackageURL('generic', undefined, 'node', version, undefined, undefined).toString();
  component.licenses.add(new SpdxLicense('MIT'));
  return component;
}

function debianComponent({ name, version, architecture }: DebianPackage): Models.Component {
  const component = new Component(Enums.ComponentType.Library, name, {
    bomRef: `deb:${name}:${architecture}@${version}`,
    version,
  });
  component.purl = new PackageURL(
    'deb',
    'debian',
    name,
    version,
    { arch: architecture },
    undefined,
  ).toString();
  return component;
}

/** A UUID from what the document says, so that equal documents are one document. */
function serialNumber(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
  ];
  return `urn:uuid:${[...parts, hex.slice(20, 32)].join('-')}`;
}
