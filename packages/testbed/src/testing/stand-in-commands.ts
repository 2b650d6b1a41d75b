import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { vi } from 'vitest';

/** A folder with commands of a test's own that come before the system's, and a cache of its own. */
export interface StandIns {
  readonly folder: string;
  readonly cache: string;
  /** Puts a shell script under a name onto the PATH; `calls` remembers each run. */
  command(name: string, script?: string): void;
  remove(name: string): void;
  /** The arguments of each run so far, in order, each after the command's name. */
  calls(): string[];
  /** Takes everything back. */
  restore(): void;
}

/** Puts stand-ins onto the PATH, in front of the system's folders or, for `alone`, in place of them. */
export function standIns({ alone = false }: { readonly alone?: boolean } = {}): StandIns {
  const folder = mkdtempSync(join(tmpdir(), 'aiops-stand-ins-'));
  const log = join(folder, 'calls');
  mkdirSync(join(folder, 'bin'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  vi.stubEnv('PATH', [join(folder, 'bin'), ...(alone ? [] : ['/usr/bin', '/bin'])].join(delimiter));
  return {
    folder,
    cache: join(folder, 'cache', 'aiops-testbed'),
    command(name, script = '') {
      const file = join(folder, 'bin', name);
      writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> ${log}\n${script}\n`);
      chmodSync(file, 0o755);
    },
    remove: (name) => rmSync(join(folder, 'bin', name)),
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    restore() {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
