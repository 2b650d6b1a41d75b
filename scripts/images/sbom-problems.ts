import { SPDX, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';

interface Part {
  readonly 'bom-ref'?: string;
  readonly name?: string;
  readonly version?: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
}

interface Document {
  readonly bomFormat?: string;
  readonly specVersion?: string;
  readonly serialNumber?: string;
  readonly metadata?: { readonly component?: Part; readonly timestamp?: string };
  readonly components?: readonly Part[];
  readonly dependencies?: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

const HASH = { 'SHA-512': 128, 'SHA-256': 64, 'SHA-1': 40 } as Readonly<Record<string, number>>;

/**
 * What is wrong with a CycloneDX document of ours: the rules of the 1.6 schema for the fields that we write, and that each
 * part is named, addressed and told once, and each reference leads somewhere. Empty when all is well.
 */
export function sbomProblems(text: string): string[] {
  const document: Document = JSON.parse(text);
  const subject = document.metadata?.component;
  if (subject === undefined) return ['metadata.component: the subject is missing'];
  const parts = [subject, ...(document.components ?? [])];
  const refs = parts.map((part) => part['bom-ref'] ?? '');
  const known = new Set(refs);
  const loose = (document.dependencies ?? [])
    .flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn])
    .filter((ref) => !known.has(ref));
  return [
    ...headProblems(document),
    ...parts.flatMap(partProblems),
    ...refs.filter((ref, at) => refs.indexOf(ref) !== at).map((ref) => `${ref}: told twice`),
    ...loose.map((ref) => `${ref}: a dependency that is not among the components`),
  ];
}

function headProblems({ bomFormat, specVersion, serialNumber = '', metadata }: Document): string[] {
  const wrong: string[] = [];
  if (bomFormat !== 'CycloneDX') wrong.push(`bomFormat: ${bomFormat}`);
  if (specVersion !== Spec.Version.v1dot6) wrong.push(`specVersion: ${specVersion}`);
  if (!/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(serialNumber)) {
    wrong.push(`serialNumber: ${serialNumber}`);
  }
  if (metadata?.timestamp !== undefined) wrong.push('metadata.timestamp: equal images would differ by it');
  return wrong;
}

function partProblems(part: Part): string[] {
  const { name, version, purl = '', hashes = [], licenses = [] } = part;
  const label = part['bom-ref'] || name || '(unnamed)';
  const wrong: string[] = [];
  if (!name || !version || !part['bom-ref']) wrong.push(`${label}: name, version and bom-ref are needed`);
  const address = addressOf(purl);
  if (address?.name !== name || address?.version !== version)
    wrong.push(`${label}: purl ${purl} is of something else`);
  for (const { alg, content } of hashes) {
    if (content.length !== HASH[alg] || !/^[0-9a-f]+$/.test(content))
      wrong.push(`${label}: ${alg} ${content}`);
  }
  for (const { license } of licenses) {
    if (license?.id !== undefined && !SPDX.isSupportedSpdxId(license.id))
      wrong.push(`${label}: licence ${license.id}`);
  }
  return wrong;
}

function addressOf(purl: string): PackageURL | undefined {
  try {
    return PackageURL.fromString(purl);
  } catch {
    return undefined;
  }
}
