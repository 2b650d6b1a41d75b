import { execFileSync } from 'node:child_process';

/** A package of the Debian system below us. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

const FIELDS = ['db:Status-Status', 'Package', 'Version', 'Architecture'];

/** What dpkg has installed on the system that this runs on: in the build stage, the same as in the final image. */
export function debianPackages(): DebianPackage[] {
  const format = `${FIELDS.map((field) => `\${${field}}`).join('\t')}\n`;
  return execFileSync('dpkg-query', ['-W', '-f', format], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([status]) => status === 'installed')
    .map(([, name = '', version = '', architecture = '']) => ({ name, version, architecture }));
}
