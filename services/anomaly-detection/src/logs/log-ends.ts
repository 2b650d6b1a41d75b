import type { KeyedState } from '@aiops/runtime';
import { createDueQueue, type DueQueue } from '../due-queue.ts';
import type { OpenAnomaly } from '../lifecycle.ts';
import { endNoise, quietAt } from './error-lines.ts';
import { forgetLinks, forgottenAt, linksToldAt, tellLinks } from './link-lines.ts';
import type { LogContext } from './log-context.ts';
import type { LogState } from './log-state.ts';
import { judgeTemplates, templatesDue } from './template-ends.ts';
import type { TemplateOptions } from './template-options.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** How far the watermark of a domain came with one line (epoch ms). */
interface Step {
  readonly from: number;
  readonly to: number;
}

/** What becomes of entities by the mere passing of event time: anomalies that end, lines that do not come. */
export interface LogEnds {
  /** To be called after each change of an entity. */
  schedule(key: string, entry: LogState): void;
  /** Asks the entities of a domain, in the order of event time, and publishes what they answer. */
  drain(domain: string, step: Step, publish: (entry: LogState, anomaly: OpenAnomaly) => void): void;
}

/** Keys that start with `prefix` hold entities. The queue is rebuilt from them here. */
export function createLogEnds(
  state: KeyedState,
  prefix: string,
  options: TemplateOptions,
  context: LogContext,
): LogEnds {
  const queues = new Map<string, DueQueue>();

  const schedule = (key: string, entry: LogState) => {
    const due = nextDue(entry, options);
    if (due === undefined) return;
    const queue = queues.get(entry.domain) ?? createDueQueue();
    queues.set(entry.domain, queue);
    queue.schedule(key, due);
  };

  const judge = (entry: LogState, due: number, step: Step) => {
    const { noisy, links, templates } = entry;
    if (noisy !== null && quietAt(noisy, options.window) <= due) return endNoise(entry, options.window);
    if (links !== null && linksToldAt(links) <= due) return tellLinks(entry, linksToldAt(links), context);
    if (links !== null && forgottenAt(links, options.window) <= due)
      return forgetLinks(entry, options.window);
    return templates === undefined
      ? undefined
      : judgeTemplates(entry, templates, due, step, options, context);
  };

  for (const key of state.keys()) {
    const entry = key.startsWith(prefix) ? state.get<LogState>(key) : undefined;
    if (entry !== undefined) schedule(key, entry);
  }
  return {
    schedule,
    drain(domain, step, publish) {
      queues.get(domain)?.drain(step.to, (key, due) => {
        const entry = state.get<LogState>(key);
        if (entry === undefined) return undefined;
        const anomaly = judge(entry, due, step);
        if (anomaly !== undefined) publish(entry, anomaly);
        state.put(key, entry);
        return nextDue(entry, options);
      });
    },
  };
}

function nextDue(entry: LogState, options: TemplateOptions): number | undefined {
  const due = Math.min(
    entry.noisy === null ? NEVER : quietAt(entry.noisy, options.window),
    entry.links === null ? NEVER : linksToldAt(entry.links),
    entry.links === null ? NEVER : forgottenAt(entry.links, options.window),
    entry.templates === undefined ? NEVER : templatesDue(entry.templates, options),
  );
  return due === NEVER ? undefined : due;
}
