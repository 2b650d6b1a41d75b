import { readFileSync } from 'node:fs';
import { InvalidConfig } from '@aiops/config';
import type { ExecuteStep, PlannedStep, StepOutcome } from '../../runs/run-plan.ts';
import { type MaskSecrets, maskSecrets } from '../../secrets/mask-secrets.ts';
import { type Target, THIS_HOST } from '../choose-target.ts';
import { createAddressGuard, type Resolve } from './address-guard.ts';
import { askAgent } from './ask-agent.ts';
import { askStep } from './ask-step.ts';
import { commandOutcome } from './process-outcome.ts';
import { runProcess } from './run-process.ts';
import { runScript } from './run-script.ts';
import { targetArgv } from './target-argv.ts';

export interface ExecuteOptions {
  /** `insights_action.runbooks.targets` */
  readonly targets: readonly Target[];
  /** `insights_action.runbooks.allow_hosts` */
  readonly allowHosts: readonly string[];
  /** Folder of the runbooks and their scripts. */
  readonly folder: string;
  /** Passwords and tokens that outputs must not show; those of agents are added. */
  readonly secrets: readonly string[];
  /** A clock in ms, for how long steps took. */
  readonly now: () => number;
  /** How names become addresses; the system's way unless given. */
  readonly resolve?: Resolve;
}

type Outcome = Omit<StepOutcome, 'durationMs'>;

interface Surroundings {
  readonly step: PlannedStep;
  readonly signal: AbortSignal;
  readonly mask: MaskSecrets;
}

/** How long a client may go on after the time of its command on the other side is over, until it is ended here. */
const REMOTE_MARGIN_MS = 8_000;

/**
 * Carries out steps of runs. Throws {@link InvalidConfig} when the token of an agent cannot be read. What it gives never
 * rejects, tries nothing twice, and starts nothing on a signal that was given already.
 */
export function createExecuteStep(options: ExecuteOptions): ExecuteStep {
  const { targets, allowHosts, folder, secrets, now, resolve } = options;
  const tokens = new Map(targets.flatMap(tokenOf));
  const mask = maskSecrets([...secrets, ...tokens.values()]);
  const guard = createAddressGuard(allowHosts, resolve);
  const carryOut = async (name: string, around: Surroundings): Promise<Outcome> => {
    const { step, signal } = around;
    const { action, lines, timeoutMs } = step;
    if (signal.aborted) return refused('cancelled', 'it was cancelled before it began');
    // Requests are always sent from here, whatever the target of the commands beside them.
    if (action.kind === 'http_request') return askStep(action, { guard, mask, lines, timeoutMs, signal });
    const target = targets.find((known) => known.name === name);
    if (target === undefined && name !== THIS_HOST) {
      return refused('failed', `"${name}" is not among insights_action.runbooks.targets any more`);
    }
    if (action.kind === 'command') return runCommand(target, action.argv, tokens, around);
    if (target !== undefined && target.kind !== 'local') {
      return refused('failed', `a script runs on this host only, and ${name} is of the kind ${target.kind}`);
    }
    const end = await runScript(folder, action, { timeoutMs, signal });
    return 'output' in end ? commandOutcome(end, around, undefined) : refused('failed', end.problem);
  };
  return async (step, target, signal) => {
    const start = now();
    let outcome: Outcome;
    try {
      outcome = await carryOut(target, { step, signal, mask });
    } catch (error) {
      // Whatever went wrong, it may have gone wrong after the step had begun.
      outcome = refused('unknown', `it failed in a way that nobody expected: ${mask(String(error))}`);
    }
    return { ...outcome, durationMs: now() - start };
  };
}

async function runCommand(
  target: Target | undefined,
  argv: readonly string[],
  tokens: ReadonlyMap<string, string>,
  around: Surroundings,
): Promise<Outcome> {
  const { step, signal, mask } = around;
  const { lines, timeoutMs } = step;
  const words = targetArgv(target, argv, timeoutMs);
  if (words === undefined) {
    const [url, token] = [target?.url ?? '', tokens.get(target?.name ?? '') ?? ''];
    return askAgent({ url, token, argv, timeoutMs, lines, mask, signal });
  }
  const margin = words === argv ? 0 : REMOTE_MARGIN_MS;
  const end = await runProcess({ argv: words, timeoutMs: timeoutMs + margin, signal });
  return commandOutcome(end, around, words === argv ? undefined : target);
}

function tokenOf({ name, token_file: file }: Target): [string, string][] {
  if (file === undefined) return [];
  try {
    const token = readFileSync(file, 'utf8').trim();
    if (/^[\x21-\x7e]+$/.test(token)) return [[name, token]];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InvalidConfig([
      `insights_action.runbooks.targets: expected a readable token_file for ${name}, but ${file} cannot be read (${code})`,
    ]);
  }
  throw new InvalidConfig([
    `insights_action.runbooks.targets: expected one token in the token_file of ${name}, but ${file} holds none`,
  ]);
}

function refused(status: StepOutcome['status'], problem: string): Outcome {
  return { status, output: '', truncated: false, problem };
}
