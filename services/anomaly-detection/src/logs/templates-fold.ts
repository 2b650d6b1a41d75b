import type { LogMessage } from '@aiops/contracts';
import type { DetectionCounters } from '../counters.ts';
import type { OpenAnomaly } from '../lifecycle.ts';
import { clip } from '../wording.ts';
import { lineHash } from './line-hash.ts';
import { lineLevel } from './line-signal.ts';
import type { LogContext } from './log-context.ts';
import { type LogState, logSubject } from './log-state.ts';
import { learnBeat } from './template-beat.ts';
import { burstScore, foldBurst } from './template-burst.ts';
import { emptyHabit, rollHabit, type TemplateHabit } from './template-habit.ts';
import { createTemplateIndexes, type TemplateIndex } from './template-index.ts';
import { expectNext, welcomeBack } from './template-missing.ts';
import { addNewcomer, countNewcomer, keepNews, tellNews } from './template-news.ts';
import type { TemplateOptions } from './template-options.ts';
import { emptyTemplates, type TemplatesState } from './template-state.ts';

const MAX_LINE = 200;
const LINES_SHOWN = 3;

/** What the judgements need beside the state. */
interface Surroundings {
  readonly options: TemplateOptions;
  readonly counters: DetectionCounters;
  readonly context: LogContext;
}

/** What became of a line. */
export interface TakenLine {
  /** The anomalies that it opens or ends. */
  readonly anomalies: readonly OpenAnomaly[];
  /** True for a line that its window has seen before. */
  readonly isRepeated: boolean;
  /** Id of its template, where it has one. */
  readonly template: string | undefined;
}

/** The judgements about templates, for each line that the fold over logs takes. */
export interface TemplatesFold {
  /** `watermark` is that of the domain after the line. */
  take(state: LogState, message: LogMessage, at: number, watermark: number): TakenLine;
}

/**
 * A template is judged against the habit of its entity. Nothing is said before the entity has been known for the time of
 * learning. A line that comes again changes nothing, and what there is no room for is counted.
 */
export function createTemplatesFold(
  options: TemplateOptions,
  counters: DetectionCounters,
  context: LogContext,
): TemplatesFold {
  const around = { options, counters, context };
  const indexOf = createTemplateIndexes(options.templates);
  return {
    take(state, message, at, watermark) {
      state.templates ??= emptyTemplates(at);
      const { templates } = state;
      const index = indexOf(templates);
      const noted = index.note(lineHash(String(message.timestamp), message.log_line), state.window);
      if (noted === 'repeated') return { anomalies: [], isRepeated: true, template: undefined };
      const counted = noted === 'counted';
      if (!counted) counters.uncounted.inc();
      const habit = counted
        ? countLine(index, state, templates, message, at, around)
        : templates.habits[index.miner.find(message.log_line)?.id ?? ''];
      if (habit === undefined) return { anomalies: [], isRepeated: false, template: undefined };
      const isMuted = context.muteOf(logSubject(state, 'log_burst'), at) !== undefined;
      if (counted && isMuted) habit.muted = true;
      const found = [welcomeBack(state, templates, habit, at)];
      if (counted) {
        found.push(keepNews(state, templates, habit.id, at, context));
        found.push(judgeLine(state, templates, habit, at, around));
      }
      learnBeat(habit, at, isMuted);
      expectNext(templates, habit, watermark, options);
      const anomalies = found.filter((anomaly) => anomaly !== undefined);
      return { anomalies, isRepeated: false, template: habit.id };
    },
  };
}

/** Finds the template of a line, makes room for it if it is new, and counts the line. */
function countLine(
  index: TemplateIndex,
  state: LogState,
  templates: TemplatesState,
  message: LogMessage,
  at: number,
  { options, counters }: Surroundings,
): TemplateHabit {
  const { template, isNew, evicted } = index.miner.take(message.log_line, at);
  if (evicted !== undefined) {
    delete templates.habits[evicted.id];
    templates.evictedAt = at;
    counters.templates.inc();
  }
  const habit =
    templates.habits[template.id] ?? emptyHabit(template.id, lineLevel(message), at, state.window);
  templates.habits[template.id] = habit;
  if (isNew && isNews(templates, at, options)) addNewcomer(templates, template.id, at);
  const lift = habit.last - habit.since < options.learning ? Number.POSITIVE_INFINITY : options.burst_lines;
  rollHabit(habit, state.window, options.window, lift);
  habit.count += 1;
  habit.line = clip(message.log_line.slice(0, 2 * MAX_LINE), MAX_LINE);
  if (habit.count > options.burst_lines - LINES_SHOWN)
    habit.lines = [...habit.lines, habit.line].slice(-LINES_SHOWN);
  return habit;
}

function judgeLine(
  state: LogState,
  templates: TemplatesState,
  habit: TemplateHabit,
  at: number,
  { options, context }: Surroundings,
): OpenAnomaly | undefined {
  const newcomer = countNewcomer(templates, habit.id, habit.line);
  const score = burstScore(habit, options);
  // Error lines that are an anomaly already need no second one.
  if (score === 0 || (state.noisy !== null && habit.level === 'error')) return undefined;
  if (newcomer !== undefined) return tellNews(state, templates, newcomer, at, options, context);
  const since = habit.level === 'other' ? habit.since : templates.since;
  if (at - since < options.learning) return undefined;
  return foldBurst(state, templates, habit, score, at, options, context);
}

/** Never seen before is only news on an entity that is known, and while nothing that was seen had to be forgotten. */
function isNews({ since, evictedAt }: TemplatesState, at: number, { learning }: TemplateOptions): boolean {
  return at - since >= learning && (evictedAt === null || at - evictedAt >= learning);
}
