import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderWatch {
  /** Looks at the folder now. */
  poll(): Promise<void>;
  stop(): void;
}

/**
 * Looks at the files of a folder, those in folders below it too, every `interval` ms, and tells when they have become others and
 * then stayed the same for an interval, so that nobody reads a file while it is written. The next look waits for `onChange`. The
 * first two looks always tell, since something may have changed before the first.
 */
export function watchFolder(folder: string, interval: number, onChange: () => Promise<void>): FolderWatch {
  let told: string | undefined;
  let seen: string | undefined;
  let looking: Promise<void> | undefined;
  const look = async () => {
    const now = await signatureOf(folder);
    const isSettled = now === seen;
    seen = now;
    if (!isSettled || now === told) return;
    told = now;
    await onChange();
  };
  const poll = () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const timer = setInterval(() => void poll(), interval);
  timer.unref();
  return { poll, stop: () => clearInterval(timer) };
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
    return 'absent';
  }
}

/** By its path: editors replace a file, and volumes swap the link that leads to it. */
async function fileSignature(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  } catch {
    return 'absent';
  }
}
