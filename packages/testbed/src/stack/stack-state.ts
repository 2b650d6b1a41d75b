import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OwnedProcess } from './end-process.ts';

/** What is remembered of a server that was started. */
export interface ServerState {
  readonly ports: Readonly<Record<string, number>>;
  readonly processes: readonly OwnedProcess[];
  /** Whether it came so far that it answered. */
  readonly ready: boolean;
}

/** What `up` started, by server, in the order of their start. */
export type StackState = ReadonlyMap<string, ServerState>;

const fileOf = (folder: string) => join(folder, 'state.json');

/** Reads the state of a stack; an empty one when there is none. Rejects when the file is not what `writeState` wrote. */
export async function readState(folder: string): Promise<StackState> {
  const file = fileOf(folder);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  try {
    const { servers } = JSON.parse(text) as { servers: [string, ServerState][] };
    return new Map(servers);
  } catch (error) {
    throw new Error(
      `${file} cannot be read (${(error as Error).message}); end what it lists by hand and remove it`,
      { cause: error },
    );
  }
}

/** Writes the state as a whole: a reader sees the old or the new one. */
export async function writeState(folder: string, state: StackState): Promise<void> {
  await mkdir(folder, { recursive: true });
  const part = `${fileOf(folder)}.${process.pid}.part`;
  await writeFile(part, `${JSON.stringify({ servers: [...state] }, null, 2)}\n`);
  await rename(part, fileOf(folder));
}
