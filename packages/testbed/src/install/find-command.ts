import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Servers that only root runs as a rule; the PATH of other users leaves them out. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The path of a program on the PATH or in the system's folders for servers; undefined when there is none. */
export function findCommand(name: string): string | undefined {
  if (isAbsolute(name)) return isExecutable(name) ? name : undefined;
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter).filter((part) => part !== ''),
    ...systemFolders,
  ];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
