import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ABSENT, fileSignature, type Watch, watchSignature } from '@aiops/runtime';

/**
 * Looks at the files of a folder, those in folders below it too, every `interval` ms, and tells when they have changed and are not being
 * written any more: {@link watchSignature}.
 */
export function watchFolder(folder: string, interval: number, onChange: () => Promise<void>): Watch {
  return watchSignature(() => signatureOf(folder), interval, onChange);
}

/** What tells one content of the folder from another without reading its files. */
async function signatureOf(folder: string): Promise<string> {
  try {
    const names = (await readdir(folder, { recursive: true })).sort();
    const files = await Promise.all(
      names.map(async (name) => `${name} ${await fileSignature(join(folder, name))}`),
    );
    return files.join('\n');
  } catch {
    // Whatever keeps it from being looked at keeps it from being read, which then tells the reason.
    return ABSENT;
  }
}
