import type { Target } from '../choose-target.ts';
import { shellQuote } from './shell-quote.ts';

/** What is run here so that a command runs on a target; undefined for an agent, which is asked over HTTP. */
export function targetArgv(
  target: Target | undefined,
  argv: readonly string[],
  timeoutMs: number,
): readonly string[] | undefined {
  switch (target?.kind) {
    case undefined:
    case 'local':
      return argv;
    case 'container':
      return [target.engine, 'exec', target.container ?? '', ...limited(argv, timeoutMs)];
    case 'ssh':
      return [...sshArgv(target), limited(argv, timeoutMs).map(shellQuote).join(' ')];
    case 'agent':
      return undefined;
  }
}

/** Killing the client here ends nothing there, so the other side gets a clock of its own; coreutils and busybox have it. */
function limited(argv: readonly string[], timeoutMs: number): readonly string[] {
  return ['timeout', '-k', '5', String(Math.max(1, Math.ceil(timeoutMs / 1000))), ...argv];
}

/** Nothing is asked for, nothing unknown is trusted, and nothing of this side is lent to the other. */
function sshArgv(target: Target): readonly string[] {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'ConnectTimeout=10',
    'ForwardAgent=no',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    ...(target.known_hosts_file === undefined ? [] : [`UserKnownHostsFile=${target.known_hosts_file}`]),
    ...(target.identity_file === undefined ? [] : ['IdentitiesOnly=yes']),
  ];
  return [
    'ssh',
    '-T',
    ...options.flatMap((option) => ['-o', option]),
    ...(target.identity_file === undefined ? [] : ['-i', target.identity_file]),
    '-p',
    String(target.port),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    '--',
    target.host ?? '',
  ];
}
