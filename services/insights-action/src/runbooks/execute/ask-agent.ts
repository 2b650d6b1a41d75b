import { z } from 'zod';
import type { StepOutcome } from '../../runs/run-plan.ts';
import type { MaskSecrets } from '../../secrets/mask-secrets.ts';
import { exchange, NoAnswer } from './exchange.ts';
import { createKeptOutput } from './kept-output.ts';

type Outcome = Omit<StepOutcome, 'durationMs'>;

export interface AgentOrder {
  readonly url: string;
  readonly token: string;
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly lines: number;
  readonly mask: MaskSecrets;
  readonly signal: AbortSignal;
}

const answerSchema = z.looseObject({ exit_code: z.number().int(), output: z.string() });

/** How much longer than the command the agent's answer may take. */
const MARGIN_MS = 5_000;

/**
 * Has an agent run a command: `POST {"argv": […], "timeout_ms": …}`, answered by `{"exit_code": …, "output": "…"}`. Sent once: when no
 * usable answer comes, nobody knows whether it ran. Never rejects.
 */
export async function askAgent(order: AgentOrder): Promise<Outcome> {
  const { url, token, argv, timeoutMs, signal } = order;
  const body = JSON.stringify({ argv, timeout_ms: timeoutMs });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const either = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs + MARGIN_MS)]);
  try {
    const answer = await exchange({ method: 'POST', url: new URL(url), headers, body }, either);
    const { output } = answer.output.text(Number.POSITIVE_INFINITY, (text) => text);
    if (answer.status >= 400 && answer.status < 500) {
      return { ...nothing('failed'), problem: `the agent refused: status ${answer.status}` };
    }
    const told = answerSchema.safeParse(parsed(output));
    if (answer.status !== 200 || !answer.isWhole || !told.success) {
      return unknown(`the agent answered with status ${answer.status} and not with what became of it`);
    }
    return ended(told.data, order);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (!error.wasSent)
      return { ...nothing('failed'), problem: `the agent cannot be reached (${error.message})` };
    return unknown(`the agent did not answer (${error.message})`);
  }
}

function ended({ exit_code: exitCode, output }: z.infer<typeof answerSchema>, order: AgentOrder): Outcome {
  const kept = createKeptOutput();
  kept.take(Buffer.from(output));
  const text = kept.text(order.lines, order.mask);
  return exitCode === 0
    ? { status: 'done', exitCode, ...text }
    : { status: 'failed', exitCode, ...text, problem: `exit code ${exitCode}` };
}

function nothing(status: StepOutcome['status']): Outcome {
  return { status, output: '', truncated: false };
}

function unknown(what: string): Outcome {
  return { ...nothing('unknown'), problem: `${what}, so nobody knows whether it took effect` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
