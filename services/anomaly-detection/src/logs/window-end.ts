import type { Emit } from '@aiops/runtime';
import { isWorthTelling } from '../deviations/told-deviation.ts';
import type { Origin } from '../origin.ts';
import { kindDeviation } from './kind-deviation.ts';
import { templateOf } from './line-kind.ts';
import { dropTimed, type EntityMix, learnMix, MIX_WINDOW_MS, skipMix, worstShifts } from './line-mix.ts';
import type { LogState } from './log-state.ts';

const METRICS = { errors: 'log_errors', lines: 'log_lines' } as const;
/** Error lines and all others are mixes of their own. */
export type MixPart = keyof typeof METRICS;
const PARTS: readonly MixPart[] = ['errors', 'lines'];

/** What happens when a window of the lines of an entity is over. */
export interface WindowEnd {
  /** Whether lines of a part are under a mute at an event time (epoch ms). */
  isMuted(entry: LogState, part: MixPart, at: number): boolean;
  /**
   * Tells what deviates in the window, learns it and begins the one in which `to` (epoch ms) lies. The rest of a window that ends
   * `early` may yet come, and counts in the next one: of both only a part is seen.
   */
  endWindow(entry: LogState, mix: EntityMix, to: number, early: boolean, emit: Emit): void;
}

export function createWindowEnd(maxKinds: number, origin: Origin): WindowEnd {
  const isMuted = ({ entity }: LogState, part: MixPart, at: number) =>
    origin.muteOf({ entity, metric: METRICS[part], labels: {} }, at) !== undefined;

  const endPart = (entry: LogState, part: MixPart, ended: EntityMix, emit: Emit) => {
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

  const endWindow = (entry: LogState, mix: EntityMix, to: number, early: boolean, emit: Emit) => {
    mix.partial ||= early;
    for (const part of PARTS) endPart(entry, part, mix, emit);
    const next = Math.floor(to / MIX_WINDOW_MS);
    mix.partial = early || next > mix.window + 1;
    mix.window = next;
    mix.traces = [];
    mix.quiet += 1;
  };

  return { isMuted, endWindow };
}

/** A kind whose template had to leave will never come again under its id. */
function isKept({ templates }: LogState, kind: string): boolean {
  const template = templateOf(kind);
  return template === undefined || templates?.habits[template] !== undefined;
}
