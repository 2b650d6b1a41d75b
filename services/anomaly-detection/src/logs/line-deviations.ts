import type { LogMessage } from '@aiops/contracts';
import type { Emit, KeyedState } from '@aiops/runtime';
import { createDueQueue, type DueQueue } from '../due-queue.ts';
import type { Origin } from '../origin.ts';
import { lineHash } from './line-hash.ts';
import { lineKind } from './line-kind.ts';
import { countKind, type EntityMix, emptyEntityMix, MIX_WINDOW_MS, placeOfTrace } from './line-mix.ts';
import type { LogState } from './log-state.ts';
import { createWindowEnd } from './window-end.ts';

/** Windows in a row without a line after which an entity is not waited for any more. */
const MAX_QUIET = 60;

/** A line that counts: no repetition, and nothing about links. */
export interface CountedLine {
  readonly message: LogMessage;
  /** Id of its template, where it has one. */
  readonly template: string | undefined;
  readonly isError: boolean;
}

/** Deviations of the mix of lines of each entity. They are no anomalies: they need minutes to learn, and say how large a difference is. */
export interface LineDeviations {
  /** Counts a line of the entity of a key in the window of its domain under way, which ends at `watermark` so far. */
  take(key: string, entry: LogState, line: CountedLine, at: number, watermark: number): void;
  /** To be called when the watermark of a domain came to `to`: tells what deviates in the windows that it ended. */
  drain(domain: string, to: number, emit: Emit): void;
  /** Judges the window of a domain under way at its `watermark`: nothing has come for long. */
  settle(domain: string, watermark: number, emit: Emit): void;
}

/**
 * Each entity is judged at the end of each window, when the watermark of its domain passes it, until it has been quiet for long. A window
 * of which only a part was seen (the first one of an entity, one before which the whole domain was silent) says nothing about lines
 * that come by time; one under a mute is neither judged nor learned. Keys that start with `prefix` hold entities.
 */
export function createLineDeviations(
  state: KeyedState,
  prefix: string,
  maxKinds: number,
  origin: Origin,
): LineDeviations {
  const queues = new Map<string, DueQueue>();
  const { isMuted, endWindow } = createWindowEnd(maxKinds, origin);

  const schedule = (key: string, { domain, mix }: LogState) => {
    const due = dueOf(mix);
    if (due === undefined) return;
    const queue = queues.get(domain) ?? createDueQueue();
    queues.set(domain, queue);
    queue.schedule(key, due);
  };

  /** The mix of an entity that logs now. One that is new, or that nobody waited for any more, begins with a part of a window. */
  const awake = (key: string, entry: LogState, window: number) => {
    const { mix } = entry;
    if (mix !== undefined && mix.quiet <= MAX_QUIET) {
      mix.quiet = 0;
      return mix;
    }
    const begun =
      mix === undefined ? emptyEntityMix(window) : { ...mix, window, partial: true, quiet: 0, traces: [] };
    entry.mix = begun;
    schedule(key, entry);
    return begun;
  };

  const drain = (domain: string, to: number, early: boolean, emit: Emit) => {
    queues.get(domain)?.drain(to, (key, due) => {
      const entry = state.get<LogState>(key);
      const next = dueOf(entry?.mix);
      if (entry?.mix === undefined || next === undefined || next > due) return next;
      endWindow(entry, entry.mix, to, early, emit);
      state.put(key, entry);
      return dueOf(entry.mix);
    });
  };

  for (const key of state.keys()) {
    const entry = key.startsWith(prefix) ? state.get<LogState>(key) : undefined;
    if (entry !== undefined) schedule(key, entry);
  }
  return {
    take(key, entry, { message, template, isError }, at, watermark) {
      const window = Math.floor(watermark / MIX_WINDOW_MS);
      const part = isError ? 'errors' : 'lines';
      const mix = awake(key, entry, window);
      if (mix[part].muted !== true && isMuted(entry, part, at)) mix[part].muted = true;
      const place = message.trace_id ? placeOfTrace(mix, lineHash('', message.trace_id)) : undefined;
      if (message.trace_id && place === undefined) return;
      const kind = lineKind(message, template);
      if (kind !== undefined) countKind(mix[part], kind, maxKinds, place);
    },
    drain: (domain, to, emit) => drain(domain, to, false, emit),
    settle(domain, watermark, emit) {
      drain(domain, (Math.floor(watermark / MIX_WINDOW_MS) + 1) * MIX_WINDOW_MS, true, emit);
    },
  };
}

/** Event time at which the window of an entity ends; undefined when nobody waits for that. */
function dueOf(mix: EntityMix | undefined): number | undefined {
  return mix === undefined || mix.quiet > MAX_QUIET ? undefined : (mix.window + 1) * MIX_WINDOW_MS;
}
