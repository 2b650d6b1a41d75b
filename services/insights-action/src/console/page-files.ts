import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

/** A file of the page, as it is served. */
export interface PageFile {
  readonly body: Buffer;
  readonly type: string;
  /** In quotes. */
  readonly etag: string;
}

/** The built page: index.html, and what it loads by name. */
export interface PageFiles {
  readonly index: PageFile;
  readonly assets: ReadonlyMap<string, PageFile>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
};

/** The folder into which `packages/console/build.mjs` writes. */
export function pageFolder(): string {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('@aiops/console/package.json');
  return join(dirname(manifest), 'dist', 'page');
}

/** Reads the built page; undefined when it was not built. */
export async function readPageFiles(folder: string): Promise<PageFiles | undefined> {
  try {
    const names = await readdir(join(folder, 'assets'));
    const assets = await Promise.all(
      names.map(async (name) => [name, await pageFile(join(folder, 'assets', name))] as const),
    );
    return { index: await pageFile(join(folder, 'index.html')), assets: new Map(assets) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function pageFile(path: string): Promise<PageFile> {
  const body = await readFile(path);
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return { body, type: TYPES[extname(path)] ?? 'application/octet-stream', etag: `"${digest}"` };
}
