import type { ListedCommand } from './command.ts';

/** The list of commands. */
export function usage(commands: Readonly<Record<string, ListedCommand>>): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}\n`);
  return `Usage: aiops <command> [options]\n\n${rows.join('')}\n\`aiops <command> --help\` tells more. In a clone: npm run aiops -- <command>\n`;
}
