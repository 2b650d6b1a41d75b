import type { Config } from './schema.ts';

export interface LoadConfigOptions {
  /** Path of the file; a missing file at the default path means defaults, a missing named file is an error. */
  readonly file?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Reads file and environment into one configuration. Throws {@link InvalidConfig} naming every problem. */
export function loadConfig(_options: LoadConfigOptions): Config {
  throw new Error('being written');
}
