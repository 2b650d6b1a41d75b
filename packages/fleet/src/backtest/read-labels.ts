import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidData } from './invalid-data.ts';
import { type FileLabels, parseLabels } from './labels.ts';

const FILE = 'labels.json';

/** The labels that lie in a folder; none when there is no `labels.json`. Throws {@link InvalidData} when it cannot be used. */
export async function readLabels(folder: string): Promise<ReadonlyMap<string, FileLabels>> {
  try {
    return parseLabels(FILE, await readFile(join(folder, FILE), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    if (error instanceof InvalidData || !(error instanceof Error)) throw error;
    throw new InvalidData(`${FILE}: ${error.message}`);
  }
}
