import { join } from 'node:path';

/** The file that is read when none is named. */
const DEFAULT_FILE = 'config/aiops.yml';

export interface LoadConfigOptions {
  /** Path of the file, else that in `AIOPS_CONFIG`; a missing file at the default path means defaults, a missing named file is an error. */
  readonly file?: string;
  /** Folder in which the default file is looked for; the working directory unless given. */
  readonly directory?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Path of the settings, and whether somebody named it: a file that nobody named may be missing. */
export function configFile(options: LoadConfigOptions): { readonly file: string; readonly isNamed: boolean } {
  const named = options.file ?? (options.env.AIOPS_CONFIG || undefined);
  return { file: named ?? join(options.directory ?? '', DEFAULT_FILE), isNamed: named !== undefined };
}
