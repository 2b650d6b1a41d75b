import { severityOf } from '@aiops/contracts';
import { type OpenAnomaly, opened, raised, resolved } from '../lifecycle.ts';
import { formatPeriod, formatSpan, formatValue } from '../wording.ts';
import { errorScore } from './error-lines.ts';
import type { LogContext } from './log-context.ts';
import { type LogState, logSubject } from './log-state.ts';
import { quoted, templateFinding } from './template-finding.ts';
import type { TemplateHabit } from './template-habit.ts';
import type { TemplateOptions } from './template-options.ts';
import type { TemplatesState } from './template-state.ts';

/** A burst is more than so many times the busiest window that is remembered. */
const PEAKS = 2;
/** However many they are, lines that complain of nothing are no grave matter. */
const MAX_CALM_SCORE = 2.9;

/** Score of the lines of a template in the window under way against its habit; 0 when they are no burst. */
export function burstScore(habit: TemplateHabit, options: TemplateOptions): number {
  if (habit.count < options.burst_lines || habit.count < PEAKS * habit.peak) return 0;
  const score = errorScore(habit.count, habit.rate);
  if (score < options.threshold) return 0;
  return habit.level === 'other' ? Math.max(options.threshold, Math.min(score, MAX_CALM_SCORE)) : score;
}

/** A template is in a burst. The first one opens the anomaly of the entity; others join it. */
export function foldBurst(
  state: LogState,
  templates: TemplatesState,
  habit: TemplateHabit,
  score: number,
  at: number,
  options: TemplateOptions,
  { urls, muteOf }: LogContext,
): OpenAnomaly | undefined {
  const { count, rate, peak, since, window, lines } = habit;
  const span = formatSpan(options.window);
  const period = formatPeriod(Math.max(options.window, at - since));
  const usual = `where log_burst expected at most ${tenths(peak)} as in the ${period} before it, lately ${tenths(rate)}`;
  const startedAt = window * options.window;
  const finding = templateFinding(
    state,
    {
      name: 'log_burst',
      template: habit.id,
      startedAt,
      score,
      severity: severityOf(score),
      reason: 'burst of lines',
      sentence: `logged ${quoted(state, habit.id)} ${count} times within ${span}, ${usual}`,
      value: count,
      expected: { lower: 0, mid: rate, upper: Math.max(peak, rate) },
      lines,
      from: startedAt,
      to: at,
    },
    urls,
  );
  const subject = logSubject(state, 'log_burst');
  const mute = muteOf(subject, at);
  if (templates.burst === null) {
    const open = opened(subject, finding, at, mute);
    templates.burst = { open, window };
    return open;
  }
  templates.burst.window = window;
  const message = raised(templates.burst.open, finding, at, mute);
  if (message !== undefined) templates.burst.open = message;
  return message;
}

function tenths(lines: number): string {
  return formatValue(Math.round(10 * lines) / 10);
}

/** Event time from which the anomaly is over unless a burst comes: a whole window has passed without. */
export function burstOverAt(burst: { readonly window: number }, windowMs: number): number {
  return (burst.window + 2) * windowMs;
}

/** Ends the anomaly with its last window. */
export function endBurst(
  state: LogState,
  templates: TemplatesState,
  windowMs: number,
): OpenAnomaly | undefined {
  const { burst } = templates;
  if (burst === null) return undefined;
  templates.burst = null;
  const ended = (burst.window + 1) * windowMs;
  const lasting = formatSpan(ended - Date.parse(String(burst.open.started_at)));
  const summary = `The burst of lines of ${state.entity.name} is over after ${lasting}`;
  return resolved(burst.open, ended, burstOverAt(burst, windowMs), summary);
}
