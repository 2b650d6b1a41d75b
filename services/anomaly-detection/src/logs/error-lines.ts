import type { Config } from '@aiops/config';
import { severityOf } from '@aiops/contracts';
import { scoreOfLogProbability } from '@aiops/detectors';
import { type EvidenceUrls, logQuery, queryEvidence } from '../evidence.ts';
import { type Finding, type OpenAnomaly, opened, raised, resolved } from '../lifecycle.ts';
import { clip, formatSpan, formatValue } from '../wording.ts';
import type { LogContext } from './log-context.ts';
import { type LogState, logSubject } from './log-state.ts';

/** Windows whose error lines make the usual rate: the memory of its average, and what it takes to trust it. */
const KNOWN_WINDOWS = 30;
/** No rate is trusted to be smaller than one line in so many windows. */
const MIN_RATE = 0.2;
/** Error lines are words, not measurements: they never make an anomaly critical by themselves. */
const MAX_LOG_SCORE = 4.9;
/** Lines of a window that are told apart and counted; more of them change no score. */
export const MAX_LINES = 500;
const LINES_SHOWN = 3;

type LogOptions = Config['anomaly_detection']['logs'];

/**
 * Goes on to a later window: the one that ends is learned, and so are the silent ones in between. One with error lines under
 * a mute says nothing about what is usual.
 */
export function rollWindow(state: LogState, window: number): void {
  if (state.muted !== true) learnWindow(state, state.errors);
  delete state.muted;
  const silent = Math.min(window - state.window - 1, 10 * KNOWN_WINDOWS);
  for (let i = 0; i < silent; i += 1) learnWindow(state, 0);
  state.window = window;
  state.errors = 0;
  state.seen = [];
  state.lines = [];
}

/** One bad minute must not make the next one look usual: it is learned as a few times the rate, not as it was. */
function learnWindow(state: LogState, errors: number): void {
  const learned = state.windows < KNOWN_WINDOWS ? errors : Math.min(errors, 3 * Math.max(1, state.rate));
  const weight = Math.max(1 / KNOWN_WINDOWS, 1 / (state.windows + 1));
  state.rate += weight * (learned - state.rate);
  if (state.windows < KNOWN_WINDOWS) state.windows += 1;
}

/**
 * Score of so many error lines in a window when `rate` is usual: Chernoff's bound on the tail of a Poisson variable,
 * ln p ≤ k − rate − k ln(k / rate) for k above the rate.
 */
export function errorScore(count: number, rate: number): number {
  const usual = Math.max(rate, MIN_RATE);
  if (count <= usual) return 0;
  return Math.min(MAX_LOG_SCORE, scoreOfLogProbability(count - usual - count * Math.log(count / usual)));
}

/** Takes one more error line into account and returns what is to be published. */
export function addErrorLine(
  state: LogState,
  line: string,
  at: number,
  options: LogOptions & { readonly threshold: number },
  { urls, muteOf }: LogContext,
): OpenAnomaly | undefined {
  const subject = logSubject(state, 'error_logs');
  const mute = muteOf(subject, at);
  if (mute !== undefined) state.muted = true;
  if (state.errors === 0) state.firstErrorAt = at;
  state.errors += 1;
  state.lines = [...state.lines, clip(line, 200)].slice(-LINES_SHOWN);
  const tail = errorScore(state.errors, state.rate);
  if (!isUnusual(state, state.errors, options)) return undefined;
  const finding = errorFinding(state, at, Math.max(options.threshold, tail), options, urls);
  if (state.noisy === null) {
    const open = opened(subject, finding, at, mute);
    state.noisy = { open, window: state.window };
    return open;
  }
  state.noisy.window = state.window;
  const message = raised(state.noisy.open, finding, at, mute);
  if (message !== undefined) state.noisy.open = message;
  return message;
}

/** An entity that has always logged so many lines is not in trouble; one that nobody knows yet may be. */
function isUnusual(
  { windows, rate }: LogState,
  errors: number,
  { error_lines: least, threshold }: LogOptions & { readonly threshold: number },
): boolean {
  return errors >= least && (windows < KNOWN_WINDOWS || errorScore(errors, rate) >= threshold);
}

/** Most error lines of a window that are no anomaly. */
function mostExpected(state: LogState, options: LogOptions & { readonly threshold: number }): number {
  let most = options.error_lines - 1;
  while (most < MAX_LINES && !isUnusual(state, most + 1, options)) most += 1;
  return most;
}

/** Event time from which the anomaly is over unless a noisy window comes: a whole window has passed quietly. */
export function quietAt(noisy: { readonly window: number }, windowMs: number): number {
  return (noisy.window + 2) * windowMs;
}

/** Ends the anomaly of error lines, with the end of its last noisy window. */
export function endNoise(state: LogState, windowMs: number): OpenAnomaly | undefined {
  const { noisy } = state;
  if (noisy === null) return undefined;
  state.noisy = null;
  const ended = (noisy.window + 1) * windowMs;
  const lasting = formatSpan(ended - Date.parse(String(noisy.open.started_at)));
  const summary = `${state.entity.name} logs no unusual number of errors any more, after ${lasting}`;
  return resolved(noisy.open, ended, quietAt(noisy, windowMs), summary);
}

function errorFinding(
  state: LogState,
  at: number,
  score: number,
  options: LogOptions & { readonly threshold: number },
  urls: EvidenceUrls | undefined,
): Finding {
  const { entity, errors, rate, windows, firstErrorAt } = state;
  const span = formatSpan(options.window);
  const most = mostExpected(state, options);
  const known = `${formatValue(rate)} were usual in the ${windows} windows before`;
  const usual = `where error_logs expected at most ${most} (${windows === 0 ? 'nothing was known of it' : known})`;
  return {
    type: 'log',
    name: 'error_logs',
    detector: 'error_logs',
    startedAt: firstErrorAt,
    score,
    severity: severityOf(score),
    reason: 'error lines',
    summary: `${entity.name} logged ${errors} error lines within ${span}, ${usual}: ${state.lines.at(-1) ?? ''}`,
    value: errors,
    expected: { lower: 0, mid: Math.min(rate, most), upper: most },
    contributions: [
      { detector: 'error_logs', score, detail: `${errors} error lines within ${span}, ${usual}` },
    ],
    evidence: [
      ...state.lines.map((title) => ({ kind: 'log', title })),
      queryEvidence(urls, 'log', `Log of ${entity.name}`, logQuery(state.labels), {
        from: firstErrorAt,
        to: at,
      }),
    ],
  };
}
