import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { underLock } from './lock.ts';
import { type Progress, reported } from './progress.ts';
import { MissingProgram, runProgram } from './run-program.ts';

/**
 * Installs Python packages into an environment of their own in the user's cache and resolves to the folder of its
 * commands. Requirements are pinned: `sushy-tools==2.2.0`. Rejects when Python or its venv module is missing.
 */
export async function pythonCommands(
  name: string,
  requirements: readonly string[],
  progress: Progress,
): Promise<string> {
  const loose = requirements.filter((requirement) => !/^[A-Za-z0-9._-]+==[^,\s]+$/.test(requirement));
  if (loose.length > 0)
    throw new Error(`${name}: ${loose.join(', ')} names no exact version; write package==version`);
  const hash = createHash('sha256').update(requirements.join('\n')).digest('hex').slice(0, 12);
  const folder = cacheFolder('python', `${name}-${hash}`);
  // The scripts in it hold its path, so it cannot be moved into place when it is complete, as others are.
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    await underLock(`${folder}.lock`, async () => {
      if (existsSync(complete)) return;
      await rm(folder, { recursive: true, force: true });
      await reported(progress, `${name}: installing with pip`, (detail) =>
        install(name, folder, requirements, detail),
      );
      await writeFile(complete, '');
    });
  }
  return join(folder, 'bin');
}

async function install(
  name: string,
  folder: string,
  requirements: readonly string[],
  onLine: (line: string) => void,
): Promise<void> {
  try {
    await runProgram('python3', ['-m', 'venv', folder], { onLine });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const advice = 'install Python 3.9 or newer with its venv module (Debian: python3-venv)';
    const reason = error instanceof MissingProgram ? 'python3 was not found' : (error as Error).message;
    throw new Error(`${name} needs Python: ${reason}; ${advice}`, { cause: error });
  }
  try {
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', ...requirements];
    await runProgram(join(folder, 'bin', 'python'), pip, { onLine });
  } catch (error) {
    throw new Error(`${name} could not be installed: ${(error as Error).message}`, { cause: error });
  }
}
