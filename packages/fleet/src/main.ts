import { commands } from './commands/commands.ts';
import { usage } from './commands/usage.ts';

const [name = 'help', ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  const asked = ['help', '--help', '-h'].includes(name);
  (asked ? process.stdout : process.stderr).write(
    `${asked ? '' : `Unknown command: ${name}\n\n`}${usage(commands)}`,
  );
  process.exit(asked ? 0 : 2);
}
process.exit(await (await command.load()).run(args));
