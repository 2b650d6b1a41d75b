import { check } from './check.ts';
import type { Command } from './command.ts';
import { dlq } from './dlq.ts';
import { up } from './up.ts';

/** The subcommands of `aiops`, by name. */
export const commands: Readonly<Record<string, Command>> = { up, check, dlq };
