import { existsSync, realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../install/cache-folder.ts';
import { underLock } from '../install/lock.ts';
import { type Progress, reported } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import type { Buildah } from './buildah.ts';
import { debianSystem, PATH, SUITE } from './debian-system.ts';

const NODE_MAJOR = 24;
/** Raise it when the recipe below changes. */
const RECIPE = 1;

/** What the Dockerfile is given as NODE_IMAGE here. */
export const BASE_IMAGE = `localhost/aiops-testbed/node:${NODE_MAJOR}-${SUITE}-${RECIPE}`;

/**
 * Makes a stand-in for the image node:24-bookworm-slim where no registry can be asked: the same Debian release, the same
 * major version of Node with npm, and the user node with uid 1000. It differs in patch levels, has no yarn, and has a few
 * Debian packages more. Kept in the image store once made; needs the package mirrors of Debian and npm.
 */
export async function ensureBaseImage(buildah: Buildah, progress: Progress): Promise<void> {
  await underLock(cacheFolder('images', 'base.lock'), async () => {
    const present = await buildah(['images', '--quiet', '--filter', `reference=${BASE_IMAGE}`]);
    if (present.length > 0) return;
    const node = await nodeBinary(progress);
    const system = await debianSystem(progress);
    await reported(progress, `image ${BASE_IMAGE}`, () => commitBase(buildah, node, system));
  });
}

/** The npm package `node` carries the binary of each release. */
async function nodeBinary(progress: Progress): Promise<string> {
  const folder = cacheFolder(`node${NODE_MAJOR}`);
  const binary = join(folder, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(binary)) {
    await mkdir(folder, { recursive: true });
    await reported(progress, `Node ${NODE_MAJOR}`, () =>
      runProgram('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, `node@${NODE_MAJOR}`]),
    );
  }
  return realpathSync(binary);
}

async function commitBase(buildah: Buildah, node: string, system: string): Promise<void> {
  const [npmRoot = ''] = await runProgram('npm', ['root', '--global']);
  const [container = ''] = await buildah(['from', 'scratch']);
  try {
    await buildah(['add', '--quiet', container, system, '/']);
    await buildah(['copy', '--quiet', '--chmod', '755', container, node, '/usr/local/bin/node']);
    await buildah(['copy', '--quiet', container, join(npmRoot, 'npm'), '/usr/local/lib/node_modules/npm']);
    const finish = `
      ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
      ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
      groupadd --gid 1000 node
      useradd --uid 1000 --gid node --shell /bin/bash --create-home node`;
    await buildah(['run', '--isolation=chroot', container, '--', 'sh', '-ec', finish]);
    // The official image starts through a script; ours have to set their own entry point.
    const entrypoint = ['--entrypoint', '["docker-entrypoint.sh"]', '--cmd', 'node'];
    await buildah(['config', '--env', `PATH=${PATH}`, ...entrypoint, container]);
    await buildah(['commit', '--quiet', '--format', 'docker', container, BASE_IMAGE]);
  } finally {
    await buildah(['rm', container]);
  }
}
