import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledPackage } from './installed-packages.ts';

/** The text of LICENSES.txt: each package with its licence, then each licence text once with the packages that carry it. */
export function licenceList(packages: readonly InstalledPackage[]): string {
  const foreign = packages.filter(({ own }) => !own);
  const labels = [...new Set(foreign.map(({ name, version, licence }) => `${name}@${version}  ${licence}`))];
  const holders = new Map<string, Set<string>>();
  for (const { name, version, folder } of foreign) {
    for (const text of licenceTexts(folder)) {
      holders.set(text, (holders.get(text) ?? new Set()).add(`${name}@${version}`));
    }
  }
  const texts = [...holders].map(
    ([text, names]) => `${'='.repeat(80)}\n${[...names].join('\n')}\n\n${text}\n`,
  );
  return `Software of others in this image, with the licence that its package.json names.\n\n${labels.join('\n')}\n\n${texts.join('\n')}`;
}

/** Whatever a package calls its licence and notice files. */
function licenceTexts(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice)\b/i.test(entry.name))
    .map((entry) => entry.name)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
}
