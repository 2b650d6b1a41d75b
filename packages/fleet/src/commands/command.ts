/** A subcommand of `aiops`. */
export interface Command {
  /** The text of `--help`. */
  readonly help: string;
  /** Resolves to the exit code: 0 done, 1 failed, 2 wrong usage. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** A command that is loaded when it is asked for: each brings libraries of its own. */
export interface ListedCommand {
  /** One line for the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Wrong usage of a command: told to the user with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
