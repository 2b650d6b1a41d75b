import { InvalidConfig } from '@aiops/config';
import { AccessRefused, PortUnavailable, Unavailable } from '@aiops/runtime';
import { UsageError } from './command.ts';

/** Errors that users can mend themselves: their message says all, a stack trace would only hide it. */
const PLAIN = [
  'InvalidTopology',
  'InvalidRunbook',
  'InvalidData',
  'ApiRefused',
  'FlinkError',
  'FlinkUnavailable',
  'SqlGatewayError',
];

/** Runs a command's body and turns errors into one clear line and an exit code: 1 failed, 2 wrong usage or configuration. */
export async function runCommand(
  help: string,
  args: readonly string[],
  body: () => Promise<number>,
): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(help);
    return 0;
  }
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.stderr.write(`${describe(error)}\n`);
    return error instanceof UsageError || error instanceof InvalidConfig || isParseArgsError(error) ? 2 : 1;
  }
}

function describe(error: Error): string {
  const plain =
    error instanceof UsageError ||
    error instanceof InvalidConfig ||
    error instanceof PortUnavailable ||
    error instanceof Unavailable ||
    error instanceof AccessRefused ||
    PLAIN.includes(error.name) ||
    isParseArgsError(error);
  return plain ? error.message : (error.stack ?? error.message);
}

function isParseArgsError(error: Error): boolean {
  return 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
