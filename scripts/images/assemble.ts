// Turns what `pnpm deploy` wrote into the content of an image: only what runs, the files it works with, and what is in it.
// usage: node scripts/images/assemble.ts SERVICE FOLDER   (in the root of the workspace)
import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianPackages } from './debian-packages.ts';
import { installedPackages } from './installed-packages.ts';
import { licenceProblems } from './licence-gate.ts';
import { licenceList } from './licence-list.ts';
import { lockHashes } from './lock-hashes.ts';
import { prune } from './prune.ts';
import { sbom } from './sbom.ts';
import { sbomProblems } from './sbom-problems.ts';
import { schemaProblems } from './sbom-schema.ts';

const [service, folder] = process.argv.slice(2);
if (service === undefined || folder === undefined) {
  console.error('usage: node scripts/images/assemble.ts SERVICE FOLDER');
  process.exit(2);
}

prune(folder);
const packages = installedPackages(folder);
stopFor(
  licenceProblems(packages),
  `aiops/${service} may not be shipped; use another package, or read the licence and add it to scripts/images/licence-gate.ts`,
);
writeFileSync(join(folder, 'LICENSES.txt'), licenceList(packages));
const document = sbom({
  subject: `@aiops/${service}`,
  packages,
  hashes: lockHashes(readFileSync('pnpm-lock.yaml', 'utf8')),
  debian: debianPackages(),
  nodeVersion: process.versions.node,
});
stopFor(
  [...sbomProblems(document), ...(await schemaProblems(document))],
  `The list of parts of aiops/${service} is wrong`,
);
writeFileSync(join(folder, 'sbom.cdx.json'), document);
for (const name of ['healthcheck.mjs', 'default-signals.mjs']) {
  copyFileSync(join('scripts', 'images', name), join(folder, name));
}
// Defaults, so that an image starts without any mount; hello-app reads no files, and `aiops check` looks at all of them.
const settings = service === 'fleet' ? ['config'] : ['config/aiops.yml', 'config/topology'];
for (const part of service === 'hello-app' ? [] : [...settings, 'data/topology', 'runbooks']) {
  cpSync(part, join(folder, part), { recursive: true });
}
console.log(`aiops/${service}: ${packages.length} npm packages`);

function stopFor(problems: readonly string[], what: string): void {
  if (problems.length === 0) return;
  console.error(`${what}:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  process.exit(1);
}
