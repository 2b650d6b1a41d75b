import { readdir, readFile } from 'node:fs/promises';

/** How often it is looked for what a process started while it was being killed. */
const MOST_LOOKS = 5;

/**
 * Kills every process that was started with this `NAME=value` in its environment, as far as the system shows it: on Linux those of
 * our own user. So a child is found that has left its process group with `setsid`; one that was started with another environment is not.
 * Never rejects.
 */
export async function killMarked(mark: string): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const marked = await processesWith(mark);
    if (marked.length === 0) return;
    for (const id of marked) killOne(id);
  }
}

/** Where there is no `/proc`, nothing is found. What has ended has no environment any more. */
async function processesWith(mark: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const ids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    ids.map(async (id) => {
      const environment = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').includes(mark) ? [id] : [];
    }),
  );
  return found.flat().filter((id) => id !== process.pid);
}

function killOne(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended by itself, or has become another user.
  }
}
