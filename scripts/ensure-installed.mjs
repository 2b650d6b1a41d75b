// Installs the workspace when that is needed. Runs on a bare Node and npm: it may import nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { engines, packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Makes sure that the dependencies of the lockfile are there; ends the process with a clear line when they cannot be. */
export function ensureInstalled() {
  requireNode();
  const stamp = join(root, 'node_modules', '.aiops-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error(`Installing dependencies with ${packageManager} (once; about 200 MB) …`);
  const started = Date.now();
  const { status, error } = spawnSync(
    'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn'],
    { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, CI: 'true' } },
  );
  if (status !== 0) {
    fail(
      `The installation failed (${error?.message ?? `exit code ${status}`}). See the lines above; is the package registry reachable?`,
    );
  }
  writeFileSync(stamp, wanted);
  console.error(`Installed in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Node ${engines.node} is needed, this is ${process.versions.node}.`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureInstalled();
