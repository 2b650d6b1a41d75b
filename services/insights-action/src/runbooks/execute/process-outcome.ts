import type { PlannedStep, StepOutcome } from '../../runs/run-plan.ts';
import type { MaskSecrets } from '../../secrets/mask-secrets.ts';
import type { Target } from '../choose-target.ts';
import type { ProcessEnd } from './run-process.ts';

type Outcome = Omit<StepOutcome, 'durationMs'>;

/** What ssh says when the command never reached the other side; of a login that was refused it names user and host. */
const NOT_REACHED =
  /^(?:ssh: (?:connect to host|Could not resolve)|Host key verification failed|No \S+ host key is known|\S+@(?<host>\S+): Permission denied \()/gm;

/** The exit code of `timeout`, where the command was out of time. */
const OUT_OF_TIME = 124;
/** The exit code of ssh for its own troubles. */
const SSH_TROUBLE = 255;

/**
 * What became of a command by how its process ended. `remote` is the target whose client the process was: when such a client is
 * stopped or loses its connection, nobody knows what became of the command.
 */
export function commandOutcome(
  end: ProcessEnd,
  { step, mask }: { readonly step: PlannedStep; readonly mask: MaskSecrets },
  remote: Target | undefined,
): Outcome {
  const { exitCode, stopped, problem } = end;
  const kept = {
    ...end.output.text(step.lines, mask),
    ...(exitCode === null ? {} : { exitCode }),
  };
  const told = (status: StepOutcome['status'], why: string): Outcome => ({
    status,
    ...kept,
    problem: mask(why),
  });
  const hasBegun = exitCode !== null || problem === undefined || problem.startsWith('it was ended');
  if (stopped !== undefined && remote !== undefined && hasBegun) {
    const why = stopped === 'cancelled' ? 'it was cancelled' : 'no answer came in time';
    return told('unknown', `${why}, and what it began on ${remote.name} may still go on`);
  }
  if (stopped === 'cancelled') return told('cancelled', 'it was cancelled');
  if (stopped === 'timed_out') return told('timed_out', `it was not done within ${step.timeoutMs} ms`);
  if (exitCode === 0) return { status: 'done', ...kept };
  if (remote !== undefined && exitCode === OUT_OF_TIME) {
    return told('timed_out', `it was not done within ${step.timeoutMs} ms (or ended with 124 itself)`);
  }
  if (remote?.kind === 'ssh' && exitCode === SSH_TROUBLE && !hasNotReached(end, kept.output, remote)) {
    return told(
      'unknown',
      `the connection to ${remote.name} was lost, so nobody knows whether it took effect`,
    );
  }
  return told('failed', problem ?? `exit code ${exitCode}`);
}

/**
 * Whether ssh itself says that nothing was begun. A command may print the same words, so they count only where nothing came on
 * standard output, and a refused login only where it is that of the target.
 */
function hasNotReached({ hasPrinted }: ProcessEnd, output: string, { host = '' }: Target): boolean {
  if (hasPrinted) return false;
  return [...output.matchAll(NOT_REACHED)].some(({ groups }) => (groups?.host ?? host) === host);
}
