import type { Progress } from '../install/progress.ts';
import { reported } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import { repositoryFile } from '../servers/repository.ts';

let building: Promise<void> | undefined;

/** Compiles what has changed since the last time, once per process. Rejects with the compiler's complaints. */
export function buildServices(progress: Progress): Promise<void> {
  building ??= reported(progress, 'Compiling our services', async () => {
    await runProgram(repositoryFile('node_modules/.bin/tsc'), [
      '-b',
      repositoryFile('scripts/tsconfig.json'),
    ]);
  });
  return building;
}
