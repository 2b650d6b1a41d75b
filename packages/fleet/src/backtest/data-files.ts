import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { InvalidData } from './invalid-data.ts';

/** A file of measurements. */
export interface DataFile {
  /** Its path in the folder, with `/` on every system. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export interface DataFolder {
  readonly folder: string;
  readonly files: readonly DataFile[];
  /** False where one of its files was named. */
  readonly whole: boolean;
}

/**
 * The CSV files under a folder, by name, so that each run takes them in the same order; of a path that is a file, that
 * one. Throws {@link InvalidData} when there is none.
 */
export async function listDataFiles(path: string): Promise<DataFolder> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new InvalidData(`${path}: there is no such folder or file`);
  if (!found.isDirectory()) {
    return {
      folder: dirname(path),
      files: [{ name: basename(path), path, bytes: found.size }],
      whole: false,
    };
  }
  const names = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.csv'));
  const files: DataFile[] = [];
  for (const name of names.map((name) => name.split(sep).join('/')).sort()) {
    const info = await stat(join(path, name));
    if (info.isFile()) files.push({ name, path: join(path, name), bytes: info.size });
  }
  if (files.length === 0) throw new InvalidData(`${path}: no CSV file lies in this folder`);
  return { folder: path, files, whole: true };
}
