import type { StepAction, StepOutcome } from '../../runs/run-plan.ts';
import type { MaskSecrets } from '../../secrets/mask-secrets.ts';
import type { AddressGuard } from './address-guard.ts';
import { type Answer, exchange, NoAnswer } from './exchange.ts';

type RequestAction = Extract<StepAction, { kind: 'http_request' }>;
type Outcome = Omit<StepOutcome, 'durationMs'>;

export interface AskOptions {
  readonly guard: AddressGuard;
  readonly mask: MaskSecrets;
  readonly lines: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const MOST_REDIRECTS = 3;
const TOO_FAR = `it was sent on more than ${MOST_REDIRECTS} times`;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Sends the request of an `http_request` step, once. Redirects are followed for a GET only, each checked as the first address
 * was; the step's headers go to no other origin than the one they were written for. Never rejects.
 */
export async function askStep(action: RequestAction, options: AskOptions): Promise<Outcome> {
  const { guard, mask, lines, timeoutMs, signal } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  const why = () => reasonToStop(signal, deadline);
  const { method, body } = action;
  const first = new URL(action.url);
  let url = first;
  for (let redirects = 0; ; redirects += 1) {
    // A resolver that hangs must not hold the step for longer than its time.
    const pinned = await Promise.race([guard(url), aborted(either)]);
    if (either.aborted) return none(why(), unanswered(why(), timeoutMs));
    if ('problem' in pinned) return none('failed', mask(pinned.problem));
    const headers = url.origin === first.origin ? action.headers : {};
    const answer = await exchange({ method, url, headers, body, pinned }, either).catch(asNoAnswer);
    if (answer instanceof NoAnswer) return withoutAnswer(method, answer, why(), timeoutMs);
    const next = method === 'GET' ? redirectOf(answer, url) : undefined;
    if (next === undefined) return answered(answer, lines, mask);
    if (redirects === MOST_REDIRECTS) return none('failed', TOO_FAR);
    url = next;
  }
}

function reasonToStop(signal: AbortSignal, deadline: AbortSignal): 'cancelled' | 'timed_out' | 'failed' {
  if (signal.aborted) return 'cancelled';
  return deadline.aborted ? 'timed_out' : 'failed';
}

function asNoAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  throw error;
}

function aborted(signal: AbortSignal): Promise<{ readonly problem: string }> {
  const problem = { problem: 'it was stopped' };
  return new Promise((resolve) => {
    if (signal.aborted) resolve(problem);
    else signal.addEventListener('abort', () => resolve(problem), { once: true });
  });
}

function redirectOf({ status, location }: Answer, from: URL): URL | undefined {
  if (!REDIRECTS.includes(status) || location === undefined || !URL.canParse(location, from.href))
    return undefined;
  return new URL(location, from);
}

function answered(answer: Answer, lines: number, mask: MaskSecrets): Outcome {
  const { output, truncated } = answer.output.text(lines, mask);
  const isDone = answer.status >= 200 && answer.status < 300;
  const status = isDone ? 'done' : 'failed';
  const kept = { httpStatus: answer.status, output, truncated: truncated || !answer.isWhole };
  return isDone ? { status, ...kept } : { status, ...kept, problem: `status ${answer.status}` };
}

/** What asks only may be asked again; of anything else nobody knows whether it took effect. */
function withoutAnswer(
  method: string,
  error: NoAnswer,
  why: 'failed' | 'timed_out' | 'cancelled',
  timeoutMs: number,
): Outcome {
  const reason = why === 'failed' ? error.message : unanswered(why, timeoutMs);
  if (method === 'GET' || !error.wasSent) return none(why, reason);
  return none(
    'unknown',
    `it was sent and no answer came (${reason}), so nobody knows whether it took effect`,
  );
}

function unanswered(why: 'failed' | 'timed_out' | 'cancelled', timeoutMs: number): string {
  return why === 'timed_out' ? `no answer within ${timeoutMs} ms` : 'it was cancelled';
}

function none(status: StepOutcome['status'], problem: string): Outcome {
  return { status, output: '', truncated: false, problem };
}
