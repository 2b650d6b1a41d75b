import { readdir } from 'node:fs/promises';
import { InvalidData } from './invalid-data.ts';

/** Names of the CSV files directly in a folder, in order. Throws {@link InvalidData} when there are none. */
export async function csvFilesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new InvalidData(`${folder}: the folder cannot be read (${error.code ?? error.message})`);
  });
  const files = names.filter((name) => name.endsWith('.csv')).sort();
  if (files.length === 0) throw new InvalidData(`${folder}: there is no file whose name ends in .csv`);
  return files;
}
