import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../install/cache-folder.ts';
import { type Progress, reported } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';

/** The Debian release that stand-ins for base images are made of. */
export const SUITE = 'bookworm';
/** Where such a system looks for programs. */
export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The folder of a minimal Debian tree, made once by debootstrap; it appears under its name only when it is complete. */
export async function debianSystem(progress: Progress): Promise<string> {
  const folder = cacheFolder('images', SUITE);
  if (existsSync(folder)) return folder;
  const work = `${folder}.part`;
  await rm(work, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await reported(progress, `Debian ${SUITE}`, (detail) =>
    runProgram('debootstrap', ['--variant=minbase', SUITE, work], { onLine: detail }),
  );
  for (const left of ['var/cache/apt', 'var/lib/apt/lists', 'var/log']) {
    await rm(join(work, left), { recursive: true, force: true });
    await mkdir(join(work, left));
  }
  await writeFile(join(work, 'etc', 'resolv.conf'), '');
  await rename(work, folder);
  return folder;
}
