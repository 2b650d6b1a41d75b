import { check } from './check.ts';
import type { Command } from './command.ts';
import { dlq } from './dlq.ts';
import { smoke } from './smoke.ts';
import { testbed } from './testbed.ts';
import { topicsCommand } from './topics.ts';
import { up } from './up.ts';

/** The subcommands of `aiops`, by name. */
export const commands: Readonly<Record<string, Command>> = {
  up,
  check,
  dlq,
  topics: topicsCommand,
  smoke,
  testbed,
};
