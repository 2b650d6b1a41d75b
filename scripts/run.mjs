// Starts the `aiops` command from the sources, after installing what is missing and building the page that it serves.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();
if (['up', 'testbed'].includes(process.argv[2])) {
  // Not before: it needs what was just installed.
  const { buildPage } = await import('../packages/console/build.mjs');
  await buildPage({ ifChanged: true });
}
const main = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages', 'fleet', 'src', 'main.ts');
const child = spawn(
  process.execPath,
  ['--conditions=@aiops/source', '--import', 'tsx', main, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
// A terminal sends Ctrl-C to the child as well; only what is sent to this process alone has to be passed on.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
