import { z } from 'zod';
import type { Detector, Verdict } from './detector.ts';
import { arima } from './series/arima.ts';
import { ewma } from './series/ewma.ts';
import { flatLine } from './series/flat-line.ts';
import { levelShift } from './series/level-shift.ts';
import { range } from './series/range.ts';
import { seasonal } from './series/seasonal.ts';
import { shapeDetector } from './series/shape.ts';
import { trend } from './series/trend.ts';
import { varianceShift } from './series/variance-shift.ts';
import { zscore } from './series/zscore.ts';
import { vectorDetectorNames } from './vector/vector-registry.ts';

/** A detector with its options filled in. Its state is the caller's, and only JSON to anyone else. */
export interface BoundDetector {
  readonly kind: string;
  readonly init: () => unknown;
  readonly score: (state: unknown, value: number, at: number, verdict: Verdict) => void;
  readonly explain: (state: unknown, value: number, at: number, verdict: Verdict) => void;
  readonly learn: (state: unknown, value: number, at: number, verdict: Verdict) => void;
}

export type DetectorLookup =
  | { readonly detector: BoundDetector; readonly error?: undefined }
  | { readonly detector?: undefined; readonly error: string };

type Binder = (options: unknown, minScale: number | undefined) => DetectorLookup;

/** Binds options to a detector once, so that nothing is looked up or checked per sample. */
function binder<Options, State>(detector: Detector<Options, State>): Binder {
  return (raw, minScale) => {
    const hasScale = minScale !== undefined && detector.options.safeParse({ min_scale: minScale }).success;
    const parsed = detector.options.safeParse(hasScale ? { min_scale: minScale, ...(raw as object) } : raw);
    if (!parsed.success) return { error: `detector ${detector.kind}: ${z.prettifyError(parsed.error)}` };
    const options = parsed.data;
    return {
      detector: {
        kind: detector.kind,
        init: () => detector.init(options),
        score: (state, value, at, verdict) => detector.score(state as State, value, at, options, verdict),
        explain: (state, value, at, verdict) => detector.explain(state as State, value, at, options, verdict),
        learn: (state, value, at, verdict) => detector.learn(state as State, value, at, options, verdict),
      },
    };
  };
}

const binders: ReadonlyMap<string, Binder> = new Map([
  [zscore.kind, binder(zscore)],
  [ewma.kind, binder(ewma)],
  [arima.kind, binder(arima)],
  [seasonal.kind, binder(seasonal)],
  [levelShift.kind, binder(levelShift)],
  [varianceShift.kind, binder(varianceShift)],
  [flatLine.kind, binder(flatLine)],
  [shapeDetector.kind, binder(shapeDetector)],
  [trend.kind, binder(trend)],
  [range.kind, binder(range)],
]);

/** Names under which detectors can be configured. */
export const detectorNames: readonly string[] = [...binders.keys()];

/**
 * The detector of a configured name with its options, or a text that says which name or option is wrong. `minScale` is
 * the `min_scale` of a detector that has one and is not given another.
 */
export function lookupDetector(name: string, options: object, minScale?: number): DetectorLookup {
  const bind = binders.get(name);
  if (bind === undefined) {
    const names = [...detectorNames, ...vectorDetectorNames].join(', ');
    return { error: `no detector is called "${name}"; there are ${names}` };
  }
  return bind(options, minScale);
}
