import type { InstalledPackage } from './installed-packages.ts';

/** Licences that ask for no more than their text and notices to be passed on, which LICENSES.txt in the image does. */
const ALLOWED: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/** One line for each package of others whose licence is missing or not on the list; none when all may be shipped. */
export function licenceProblems(packages: readonly InstalledPackage[]): string[] {
  return packages
    .filter(({ own, licence }) => !own && !isAllowed(licence))
    .map(
      ({ name, version, licence }) =>
        `${name}@${version}: ${licence === undefined ? 'its package.json names no licence' : `licence ${licence} is not on the list of allowed ones`}`,
    );
}

/** Whether an SPDX expression leaves a choice that is allowed: any side of OR, every side of AND. Anything else is refused. */
export function isAllowed(licence: string | undefined): boolean {
  if (licence === undefined) return false;
  const tokens = licence.match(/[()]|[^\s()]+/g) ?? [];
  let next = 0;
  const operand = (): boolean => {
    const token = tokens[next++];
    if (token !== '(') return token !== undefined && ALLOWED.includes(token);
    const inner = choice();
    return tokens[next++] === ')' && inner;
  };
  const all = (): boolean => {
    let good = operand();
    while (tokens[next] === 'AND' && ++next) good = operand() && good;
    return good;
  };
  const choice = (): boolean => {
    let good = all();
    while (tokens[next] === 'OR' && ++next) good = all() || good;
    return good;
  };
  const good = choice();
  return good && next === tokens.length;
}
