import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The newest complete checkpoint below a folder of Flink (`<folder>/<job id>/chk-<n>/_metadata`), as a URL, for a cluster that has
 * forgotten the job that made it. Undefined when there is none, or the folder cannot be read from here.
 */
export async function newestCheckpoint(folderUrl: string): Promise<string | undefined> {
  if (!folderUrl.startsWith('file:')) return undefined;
  const folder = fileURLToPath(folderUrl);
  let newest: { readonly at: number; readonly path: string } | undefined;
  for (const job of await namesIn(folder)) {
    for (const checkpoint of await namesIn(join(folder, job))) {
      if (!/^chk-\d+$/.test(checkpoint)) continue;
      const path = join(folder, job, checkpoint);
      const at = await stat(join(path, '_metadata')).then(
        ({ mtimeMs }) => mtimeMs,
        () => undefined,
      );
      if (at !== undefined && (newest === undefined || at > newest.at)) newest = { at, path };
    }
  }
  return newest === undefined ? undefined : pathToFileURL(newest.path).href;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
