import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * How a program of this package is started: `main` is its path relative to the module whose URL is `from`, without ending.
 * From the sources when that module runs from them, otherwise as compiled.
 */
export function ownProgram(main: string, from: string): { command: string; args: string[] } {
  const fromSource = from.endsWith('.ts');
  const file = fileURLToPath(new URL(`${main}.${fromSource ? 'ts' : 'js'}`, from));
  if (!fromSource) return { command: process.execPath, args: [file] };
  const loader = pathToFileURL(createRequire(from).resolve('tsx')).href;
  return { command: process.execPath, args: ['--conditions=@aiops/source', '--import', loader, file] };
}
