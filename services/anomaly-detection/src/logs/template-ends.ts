import type { OpenAnomaly } from '../lifecycle.ts';
import type { LogContext } from './log-context.ts';
import type { LogState } from './log-state.ts';
import { burstOverAt, endBurst } from './template-burst.ts';
import { givenUpAt, giveUpMissing, judgeMissing, nextAwaited } from './template-missing.ts';
import { endNews, judgeNewcomers, newcomersDue, newsOverAt } from './template-news.ts';
import type { TemplateOptions } from './template-options.ts';
import type { TemplatesState } from './template-state.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Event time at which something about the templates of an entity is next to be judged; infinite when nothing is. */
export function templatesDue(templates: TemplatesState, options: TemplateOptions): number {
  const { burst, news, missing } = templates;
  return Math.min(
    newcomersDue(templates, options.window) ?? NEVER,
    burst === null ? NEVER : burstOverAt(burst, options.window),
    news === null ? NEVER : newsOverAt(news, options.window),
    missing === null ? NEVER : givenUpAt(missing, options),
    templates.awaited ?? NEVER,
  );
}

/** Judges the one thing that is due first, when it is due by `due`; the watermark came from `from` to `to`. */
export function judgeTemplates(
  state: LogState,
  templates: TemplatesState,
  due: number,
  step: { readonly from: number; readonly to: number },
  options: TemplateOptions,
  context: LogContext,
): OpenAnomaly | undefined {
  const { burst, news, missing } = templates;
  const newcomers = newcomersDue(templates, options.window);
  if (newcomers !== undefined && newcomers <= due)
    return judgeNewcomers(state, templates, newcomers, options, context);
  if (burst !== null && burstOverAt(burst, options.window) <= due)
    return endBurst(state, templates, options.window);
  if (news !== null && newsOverAt(news, options.window) <= due)
    return endNews(state, templates, options.window);
  if (missing !== null && givenUpAt(missing, options) <= due) return giveUpMissing(state, templates, options);
  if (templates.awaited === null || templates.awaited > due) return undefined;
  const habit = nextAwaited(templates);
  if (habit === undefined || habit.due > due) return undefined;
  return judgeMissing(state, templates, habit, step, options, context);
}
