import { type OpenAnomaly, opened, released, resolved } from '../lifecycle.ts';
import { formatPeriod, formatSpan } from '../wording.ts';
import type { LogContext } from './log-context.ts';
import { type LogState, logSubject } from './log-state.ts';
import { quoted, templateFinding } from './template-finding.ts';
import type { LineLevel } from './template-habit.ts';
import type { TemplateOptions } from './template-options.ts';
import type { Newcomer, TemplatesState } from './template-state.ts';

/** Newcomers of one window that are told apart, and lines that are shown of each. */
const MAX_NEWCOMERS = 16;
const LINES_SHOWN = 3;
/** Time in which the memory of newcomers halves. */
const NOVELTY_HALF_LIFE_MS = 28 * 86_400_000;
/** Windows without such a line after which the anomaly is over, and after which it is over in any case. */
const QUIET_WINDOWS = 10;
const MAX_WINDOWS = 60;

const KINDS: Readonly<Record<LineLevel, string>> = { error: 'an error', warn: 'a warning', other: 'a line' };

/** Remembers a template that has never been seen, until its window is over. */
export function addNewcomer(templates: TemplatesState, id: string, at: number): void {
  if (templates.newcomers.length < MAX_NEWCOMERS) templates.newcomers.push({ id, at, count: 0, lines: [] });
}

/** Counts a line of a newcomer, if it is one, and returns it. */
export function countNewcomer(templates: TemplatesState, id: string, line: string): Newcomer | undefined {
  const newcomer = templates.newcomers.find((candidate) => candidate.id === id);
  if (newcomer === undefined) return undefined;
  newcomer.count += 1;
  newcomer.lines = [...newcomer.lines, line].slice(-LINES_SHOWN);
  return newcomer;
}

/** Event time at which newcomers are judged: the end of their window. Undefined when there are none. */
export function newcomersDue(templates: TemplatesState, windowMs: number): number | undefined {
  const [first] = templates.newcomers;
  return first === undefined ? undefined : (Math.floor(first.at / windowMs) + 1) * windowMs;
}

/**
 * Judges the newcomers when their window is over: an error or warning that was never seen is news. An entity that shows
 * new ones often must show more lines of each. While its error lines are an anomaly, that one says it all.
 */
export function judgeNewcomers(
  state: LogState,
  templates: TemplatesState,
  at: number,
  options: TemplateOptions,
  context: LogContext,
): OpenAnomaly | undefined {
  const { newcomers } = templates;
  templates.newcomers = [];
  const complaints = newcomers.filter(({ id }) => (templates.habits[id]?.level ?? 'other') !== 'other');
  if (complaints.length === 0) return undefined;
  fadeNovelty(templates, at);
  const required = 1 + Math.round(templates.novelty);
  templates.novelty += complaints.length;
  if (state.noisy !== null) return undefined;
  const [first, ...others] = complaints.filter(({ count }) => count >= required);
  if (first === undefined) return undefined;
  const message = tellNews(state, templates, first, at, options, context);
  for (const { id } of others) if (templates.news !== null) joinNews(templates.news.ids, id);
  return message;
}

/** A newcomer is news: the first one opens the anomaly of the entity, others join it. */
export function tellNews(
  state: LogState,
  templates: TemplatesState,
  newcomer: Newcomer,
  at: number,
  options: TemplateOptions,
  { urls, muteOf }: LogContext,
): OpenAnomaly | undefined {
  const { id, count, lines } = newcomer;
  const { news } = templates;
  const habit = templates.habits[id];
  const last = Math.max(newcomer.at, habit?.last ?? 0);
  if (news !== null) {
    joinNews(news.ids, id);
    news.at = Math.max(news.at, last);
    return undefined;
  }
  const level = habit?.level ?? 'other';
  const known = formatPeriod(newcomer.at - templates.since);
  const times = `${count} ${count === 1 ? 'time' : 'times'} within ${formatSpan(options.window)}`;
  const finding = templateFinding(
    state,
    {
      name: 'log_news',
      template: id,
      startedAt: newcomer.at,
      score: options.threshold,
      severity: level === 'error' ? 'medium' : 'low',
      reason: 'never seen before',
      sentence: `logs ${KINDS[level]} that log_news did not expect, for it never came in ${known}: ${quoted(state, id)}, ${times}`,
      value: count,
      expected: { lower: 0, mid: 0, upper: 0 },
      lines,
      from: newcomer.at,
      to: at,
    },
    urls,
  );
  const subject = logSubject(state, 'log_news');
  const open = opened(subject, finding, at, muteOf(subject, at));
  templates.news = { open, ids: [id], at: last };
  return open;
}

/** A line of a template that is news keeps the anomaly open; the first one after a mute that withheld it has it told. */
export function keepNews(
  state: LogState,
  templates: TemplatesState,
  id: string,
  at: number,
  { muteOf }: LogContext,
): OpenAnomaly | undefined {
  const { news } = templates;
  if (news === null || !news.ids.includes(id)) return undefined;
  news.at = Math.max(news.at, at);
  const { withheld } = news.open;
  if (withheld === undefined || muteOf(logSubject(state, 'log_news'), at) !== undefined) return undefined;
  news.open = released(news.open, at);
  news.toldAt = at;
  return news.open;
}

/** Event time at which the anomaly is over: nothing more of it came, or it came for so long that it is no news. */
export function newsOverAt(news: NonNullable<TemplatesState['news']>, windowMs: number): number {
  // As long as nobody was told of it, it does not become old.
  if (news.open.withheld !== undefined) return news.at + QUIET_WINDOWS * windowMs;
  const began = news.toldAt ?? Date.parse(String(news.open.started_at));
  return Math.min(news.at + QUIET_WINDOWS * windowMs, began + MAX_WINDOWS * windowMs);
}

/** Ends the anomaly. */
export function endNews(
  state: LogState,
  templates: TemplatesState,
  windowMs: number,
): OpenAnomaly | undefined {
  const { news } = templates;
  if (news === null) return undefined;
  templates.news = null;
  const at = newsOverAt(news, windowMs);
  const { name } = state.entity;
  const summary =
    at - news.at >= QUIET_WINDOWS * windowMs
      ? `${name} has not logged it again for ${formatPeriod(at - news.at)}`
      : `${name} has logged it for ${formatPeriod(at - Date.parse(String(news.open.started_at)))}: it is no news any more`;
  return resolved(news.open, at, at, summary);
}

function joinNews(ids: string[], id: string): void {
  if (!ids.includes(id) && ids.length < MAX_NEWCOMERS) ids.push(id);
}

function fadeNovelty(templates: TemplatesState, at: number): void {
  const passed = Math.max(0, at - templates.noveltyAt);
  templates.novelty *= 0.5 ** (passed / NOVELTY_HALF_LIFE_MS);
  templates.noveltyAt = Math.max(templates.noveltyAt, at);
}
