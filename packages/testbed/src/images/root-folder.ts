import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../install/is-alive.ts';
import type { Buildah } from './buildah.ts';

/** The files of an image, mounted on this machine. */
export interface RootFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const NAME = /^aiops-testbed-(\d+)-\d+$/;
let made = 0;

/** Mounts a fresh copy of an image's files. What processes that died left mounted is removed first. */
export async function mountImage(buildah: Buildah, image: string): Promise<RootFolder> {
  await removeAbandoned(buildah);
  const name = `aiops-testbed-${process.pid}-${++made}`;
  await buildah(['from', '--quiet', '--pull-never', '--name', name, image]);
  const [path = ''] = await buildah(['mount', name]);
  return {
    path,
    remove: async () => void (await buildah(['rm', name])),
  };
}

async function removeAbandoned(buildah: Buildah): Promise<void> {
  const names = await buildah(['containers', '--noheading', '--format', '{{.ContainerName}}']);
  const abandoned = names.filter((name) => {
    const pid = NAME.exec(name)?.[1];
    return pid !== undefined && !isAlive(Number(pid));
  });
  if (abandoned.length > 0) await buildah(['rm', ...abandoned]);
}

/** A user of the image's own list, by name or number. */
export interface ImageUser {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** Looks a user up in the passwd file of mounted files. Throws when it is not there. */
export function userOf(folder: string, name: string): ImageUser {
  const rows = readFileSync(join(folder, 'etc', 'passwd'), 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const row = rows.find(([login, , uid]) => login === (name || 'root') || uid === name);
  if (row === undefined) throw new Error(`the image runs as ${name}, who is not in its /etc/passwd`);
  return { uid: Number(row[2]), gid: Number(row[3]), home: row[5] ?? '/' };
}
