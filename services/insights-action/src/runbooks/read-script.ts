import { createHash } from 'node:crypto';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** A script as it was read, or why it is not run and at which key of its step. */
export type ReadScript =
  | { readonly content: Buffer }
  | { readonly problem: string; readonly at: 'script' | 'sha256' };

const MOST_BYTES = 1024 * 1024;

/**
 * Reads a script of the runbooks folder once and compares its checksum with the pinned one. Whoever runs it takes the content
 * from here and never the file again, so that it cannot be swapped in between.
 */
export async function readScript(
  folder: string,
  script: string,
  sha256: string | undefined,
): Promise<ReadScript> {
  if (!insideFolder(script)) return { problem: 'name a file inside the runbooks folder', at: 'script' };
  const content = await contentOf(folder, script);
  if (typeof content === 'string') return { problem: content, at: 'script' };
  const found = createHash('sha256').update(content).digest('hex');
  if (sha256 === undefined) {
    return { problem: `pin what is run: add sha256: ${found} once you have read ${script}`, at: 'script' };
  }
  if (sha256.toLowerCase() !== found) {
    return {
      problem: `${script} is not what was pinned: its SHA-256 is ${found}; read it, and write that here if it is what you want`,
      at: 'sha256',
    };
  }
  if (!content.subarray(0, 2).equals(Buffer.from('#!'))) {
    return {
      problem: `${script} does not say what runs it: begin it with a line such as #!/bin/sh`,
      at: 'script',
    };
  }
  return { content };
}

/** Whether a name leads to a file inside the folder, as far as the name alone can tell. */
function insideFolder(script: string): boolean {
  return !/^[/\\]|^[a-zA-Z]:|\0/.test(script) && !script.split(/[/\\]/).includes('..');
}

/** The bytes, or what is wrong. A link may lead to another file of the folder, and nowhere else. */
async function contentOf(folder: string, script: string): Promise<Buffer | string> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, script));
    if (!file.startsWith(root + sep)) return `${script} leads out of the runbooks folder`;
    handle = await open(file, 'r');
    const stat = await handle.stat();
    if (!stat.isFile()) return `${script} is no file`;
    if (stat.size > MOST_BYTES) return `${script} is longer than 1 MiB`;
    return await handle.readFile();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return `${script} cannot be read (${code})`;
  } finally {
    await handle?.close();
  }
}
