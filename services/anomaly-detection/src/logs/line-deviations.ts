import type { LogMessage } from '@aiops/contracts';
import type { Emit, KeyedState } from '@aiops/runtime';
import { isWorthTelling } from '../deviations/told-deviation.ts';
import { createDueQueue, type DueQueue } from '../due-queue.ts';
import type { Origin } from '../origin.ts';
import { kindDeviation } from './kind-deviation.ts';
import { lineHash } from './line-hash.ts';
import { lineKind, templateOf } from './line-kind.ts';
import {
  countKind,
  dropTimed,
  type EntityMix,
  emptyEntityMix,
  learnMix,
  MIX_WINDOW_MS,
  placeOfTrace,
  skipMix,
  worstShifts,
} from './line-mix.ts';
import type { LogState } from './log-state.ts';

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

const METRICS = { errors: 'log_errors', lines: 'log_lines' } as const;
type Part = keyof typeof METRICS;
const PARTS: readonly Part[] = ['errors', 'lines'];

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

  const schedule = (key: string, { domain, mix }: LogState) => {
    const due = dueOf(mix);
    if (due === undefined) return;
    const queue = queues.get(domain) ?? createDueQueue();
    queues.set(domain, queue);
    queue.schedule(key, due);
  };

  const isMuted = ({ entity }: LogState, part: Part, at: number) =>
    origin.muteOf({ entity, metric: METRICS[part], labels: {} }, at) !== undefined;

  const endPart = (entry: LogState, part: Part, ended: EntityMix, emit: Emit) => {
    const { window, partial, traces, [part]: mix } = ended;
    const from = window * MIX_WINDOW_MS;
    const to = from + MIX_WINDOW_MS;
    if (mix.muted || isMuted(entry, part, from) || isMuted(entry, part, to - 1)) return skipMix(mix);
    if (partial) dropTimed(mix);
    const span = { traces: traces.length, seconds: partial ? 0 : MIX_WINDOW_MS / 1000 };
    for (const shift of worstShifts(mix, span)) {
      const { direction, size } = shift;
      if (!isWorthTelling(mix.told[direction], size, to)) continue;
      mix.told[direction] = { size, at: to };
      origin.deviate(kindDeviation(entry, METRICS[part], shift, to), entry.domain, emit);
    }
    learnMix(mix, span, maxKinds, (kind) => isKept(entry, kind));
  };

  /** The rest of a window that ends `early` may yet come, and counts in the next one: of both only a part is seen. */
  const endWindow = (entry: LogState, mix: EntityMix, to: number, early: boolean, emit: Emit) => {
    mix.partial ||= early;
    for (const part of PARTS) endPart(entry, part, mix, emit);
    const next = Math.floor(to / MIX_WINDOW_MS);
    mix.partial = early || next > mix.window + 1;
    mix.window = next;
    mix.traces = [];
    mix.quiet += 1;
  };

  /** The mix of an entity that logs now. One that is new, or that nobody waited for any more, begins with a part of a window. */
  const awake = (key: string, entry: LogState, window: number) => {
    const { mix } = entry;
    if (mix !== undefined && mix.quiet <= MAX_QUIET) {
      mix.quiet = 0;
      return mix;
    }
    const begun = mix === undefined ? emptyEntityMix(window) : { ...mix, window, partial: true, quiet: 0, traces: [] };
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

/** A kind whose template had to leave will never come again under its id. */
function isKept({ templates }: LogState, kind: string): boolean {
  const template = templateOf(kind);
  return template === undefined || templates?.habits[template] !== undefined;
}
