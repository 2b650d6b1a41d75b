import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { cacheFolder } from '../install/cache-folder.ts';
import { MissingProgram, type RunOptions, runProgram } from '../install/run-program.ts';

/** Runs buildah on the testbed's own image store, away from images of the user. Rejects with its last lines when it fails. */
export type Buildah = (args: readonly string[], options?: RunOptions) => Promise<string[]>;

/** Programs that images need here, by the Debian package that brings them. */
const TOOLS = {
  buildah: 'buildah',
  debootstrap: 'debootstrap',
  unshare: 'util-linux',
  setpriv: 'util-linux',
};

/** Opens the image store. Rejects with what to do when images cannot be built on this machine. */
export async function openBuildah(): Promise<Buildah> {
  const lacking = await lackingTools();
  if (lacking.length > 0) throw new Error(`Images cannot be built here: ${lacking.join('; ')}`);
  const overlay = storeOptions('overlay');
  const usable = await runProgram('buildah', [...overlay, 'info']).then(
    () => overlay,
    () => storeOptions('vfs'),
  );
  await mkdir(cacheFolder('images'), { recursive: true });
  return (args, options) => runProgram('buildah', [...usable, ...args], options);
}

/** The overlay driver shares layers; vfs, which copies them, works where an overlay cannot be mounted. */
function storeOptions(driver: 'overlay' | 'vfs'): string[] {
  return [
    '--storage-driver',
    driver,
    '--root',
    cacheFolder('images', driver),
    // What is mounted is only true until the machine restarts.
    '--runroot',
    `/run/aiops-testbed-images/${driver}`,
  ];
}

async function lackingTools(): Promise<string[]> {
  const lacking: string[] = [];
  if (process.getuid?.() !== 0) lacking.push('it takes root, for namespaces and mounts');
  if (!isDebian()) lacking.push('it takes Debian, for debootstrap');
  const missing = new Set<string>();
  for (const [tool, debianPackage] of Object.entries(TOOLS)) {
    await runProgram(tool, ['--version']).catch((error) => {
      if (error instanceof MissingProgram) missing.add(debianPackage);
      else throw error;
    });
  }
  if (missing.size > 0) lacking.push(`apt-get install ${[...missing].join(' ')}`);
  return lacking;
}

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
