import { type OpenAnomaly, opened, resolved } from '../lifecycle.ts';
import { formatPeriod, formatSpan } from '../wording.ts';
import type { LogContext } from './log-context.ts';
import { type LogState, logSubject } from './log-state.ts';
import { forgetBeat, isRegular } from './template-beat.ts';
import { quoted, templateFinding } from './template-finding.ts';
import type { TemplateHabit } from './template-habit.ts';
import type { TemplateOptions } from './template-options.ts';
import type { TemplatesState } from './template-state.ts';

/** Templates of one entity that are missed at the same time and told apart. */
const MAX_MISSING = 64;
/** Windows that even a rapid template may be silent for. */
const MIN_WINDOWS = 2;
/** Times that a template is let off because the watermark leapt. */
const MAX_SKIPS = 2;

/** How long a template may be silent, or 0 when it is not judged: it is not regular, or so slow that nobody waits for it. */
function allowanceOf(habit: TemplateHabit, options: TemplateOptions): number {
  if (!isRegular(habit, options.learning)) return 0;
  const allowance = Math.max(MIN_WINDOWS * options.window, options.vanished_after * habit.interval);
  return allowance < options.learning ? allowance : 0;
}

/** To be called after a line of a template: its allowance counts from the watermark that the line met. */
export function expectNext(
  templates: TemplatesState,
  habit: TemplateHabit,
  watermark: number,
  options: TemplateOptions,
): void {
  const allowance = allowanceOf(habit, options);
  habit.skips = 0;
  habit.due = allowance === 0 ? 0 : watermark + allowance;
  if (allowance > 0) templates.awaited = Math.min(templates.awaited ?? habit.due, habit.due);
}

/** The regular template whose line has to come first. Settles what `awaited` only promised. */
export function nextAwaited(templates: TemplatesState): TemplateHabit | undefined {
  let first: TemplateHabit | undefined;
  for (const habit of Object.values(templates.habits)) {
    if (habit.due > 0 && (first === undefined || habit.due < first.due)) first = habit;
  }
  templates.awaited = first?.due ?? null;
  return first;
}

/**
 * The watermark came from `from` to `to` and passed the due time of a template, `due`. When it came more than half of the
 * allowance in one step, the whole domain was silent and little is known about this template: it gets its allowance
 * again, a few times, and beyond the time of learning it is forgotten, as series of metrics are. Under a mute it is judged
 * again when that is over.
 */
export function judgeMissing(
  state: LogState,
  templates: TemplatesState,
  habit: TemplateHabit,
  step: { readonly from: number; readonly to: number },
  options: TemplateOptions,
  { urls, muteOf, muted }: LogContext,
): OpenAnomaly | undefined {
  const { due } = habit;
  const allowance = allowanceOf(habit, options);
  const leap = step.to - step.from;
  habit.due = 0;
  nextAwaited(templates);
  if (allowance === 0 || leap >= options.learning) return undefined;
  if (leap > allowance / 2 && habit.skips < MAX_SKIPS) {
    habit.skips += 1;
    awaitAgain(templates, habit, step.to + allowance);
    return undefined;
  }
  const { missing } = templates;
  const subject = logSubject(state, 'log_missing');
  const mute = missing === null ? muteOf(subject, due) : undefined;
  if (mute !== undefined) {
    muted.inc({ mute: mute.name });
    awaitAgain(templates, habit, mute.until);
    return undefined;
  }
  habit.vanished += 1;
  if (missing !== null) {
    if (missing.ids.length < MAX_MISSING) missing.ids.push(habit.id);
    return undefined;
  }
  const { id, last, interval, beats, beatsSince, line } = habit;
  const silence = formatSpan(due - last);
  const rhythm = `every ${formatSpan(interval)}, as ${beats} times in the ${formatPeriod(last - beatsSince)} before`;
  const finding = templateFinding(
    state,
    {
      name: 'log_missing',
      template: id,
      startedAt: Math.round(last + interval),
      score: options.threshold,
      severity: 'medium',
      reason: 'regular line is missing',
      sentence: `has not logged ${quoted(state, id)} for ${silence}; log_missing expected it ${rhythm}`,
      value: 0,
      lines: [line],
      from: last,
      to: due,
    },
    urls,
  );
  const open = opened(subject, finding, due, undefined);
  templates.missing = { open, ids: [id] };
  return open;
}

function awaitAgain(templates: TemplatesState, habit: TemplateHabit, due: number): void {
  habit.due = due;
  templates.awaited = Math.min(templates.awaited ?? due, due);
}

/** A line of a template came. If it was missed, the anomaly ends with the last one that was. */
export function welcomeBack(
  state: LogState,
  templates: TemplatesState,
  habit: TemplateHabit,
  at: number,
): OpenAnomaly | undefined {
  const { missing } = templates;
  if (missing === null || !missing.ids.includes(habit.id)) return undefined;
  missing.ids = missing.ids.filter((id) => id !== habit.id);
  forgetBeat(habit);
  if (missing.ids.length > 0) return undefined;
  templates.missing = null;
  const lasting = formatPeriod(at - Date.parse(String(missing.open.started_at)));
  return resolved(missing.open, at, at, `${state.entity.name} logs it again after ${lasting}`);
}

/** Event time at which templates that did not come back are given up. */
export function givenUpAt(missing: { readonly open: OpenAnomaly }, options: TemplateOptions): number {
  return Date.parse(String(missing.open.timestamp)) + options.learning;
}

/** Ends the anomaly without the templates having come back. */
export function giveUpMissing(
  state: LogState,
  templates: TemplatesState,
  options: TemplateOptions,
): OpenAnomaly | undefined {
  const { missing } = templates;
  if (missing === null) return undefined;
  templates.missing = null;
  for (const id of missing.ids) {
    const habit = templates.habits[id];
    if (habit !== undefined) forgetBeat(habit);
  }
  const at = givenUpAt(missing, options);
  const summary = `${state.entity.name} has not logged it for another ${formatPeriod(options.learning)}; it is not waited for any more`;
  return resolved(missing.open, at, at, summary);
}
