import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type CaseFile, readCaseFile } from '../replay/case-file.ts';
import { InvalidData } from './invalid-data.ts';

/** A case of a folder, and how much there is to read of it (bytes), without what it shares with others. */
export interface ListedCase {
  readonly file: CaseFile;
  readonly bytes: number;
}

/**
 * The cases of a folder with data sets, or of one data set, by data set and name. Throws {@link InvalidData} where there is
 * none, or one cannot be used.
 */
export async function listCases(folder: string): Promise<ListedCase[]> {
  const root = resolve(folder);
  const own = await casesIn(root);
  const sets = own.length > 0 ? [own] : await Promise.all((await foldersIn(root)).map(casesIn));
  const cases = sets.flat();
  if (cases.length === 0)
    throw new InvalidData(`${folder}: no case.json lies in this folder or two below it`);
  return cases;
}

async function casesIn(dataset: string): Promise<ListedCase[]> {
  const cases: ListedCase[] = [];
  for (const folder of await foldersIn(dataset)) {
    if ((await sizeOf(join(folder, 'case.json'))) === undefined) continue;
    const file = await readCaseFile(folder);
    let bytes = 0;
    for (const { path } of file.files) bytes += (await sizeOf(path)) ?? 0;
    cases.push({ file, bytes });
  }
  return cases;
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => {
    throw new InvalidData(`${path}: there is no such folder`);
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => join(path, name));
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}
