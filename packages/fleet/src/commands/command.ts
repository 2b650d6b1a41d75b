/** A subcommand of `aiops`. */
export interface Command {
  /** The text of `--help`. */
  readonly help: string;
  /** Resolves to the exit code: 0 done, 1 failed, 2 wrong usage. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Wrong usage of a command: told to the user with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
