import { z } from 'zod';
import { isolationForest } from './isolation-forest.ts';
import { kmeans } from './kmeans.ts';
import type { VectorDetector, VectorState, VectorVerdict } from './vector-detector.ts';

/** State of a vector detector, for whoever only stores it. */
export type StoredVectorState = VectorState<unknown, unknown>;

/** A vector detector with its options filled in. */
export interface BoundVectorDetector {
  readonly kind: string;
  readonly init: () => StoredVectorState;
  readonly score: (state: StoredVectorState, vector: readonly number[], verdict: VectorVerdict) => void;
  readonly learn: (state: StoredVectorState, vector: readonly number[], raw?: number) => boolean;
}

export type VectorDetectorLookup =
  | { readonly detector: BoundVectorDetector; readonly error?: undefined }
  | { readonly detector?: undefined; readonly error: string };

type Binder = (options: unknown) => VectorDetectorLookup;

function binder<Options, Fitted, Gathered>(detector: VectorDetector<Options, Fitted, Gathered>): Binder {
  return (raw) => {
    const parsed = detector.options.safeParse(raw);
    if (!parsed.success) return { error: `detector ${detector.kind}: ${z.prettifyError(parsed.error)}` };
    const options = parsed.data;
    type State = VectorState<Fitted, Gathered>;
    return {
      detector: {
        kind: detector.kind,
        init: () => detector.init(options),
        score: (state, vector, verdict) => detector.score(state as State, vector, options, verdict),
        learn: (state, vector, raw) => detector.learn(state as State, vector, options, raw),
      },
    };
  };
}

const binders: ReadonlyMap<string, Binder> = new Map([
  [isolationForest.kind, binder(isolationForest)],
  [kmeans.kind, binder(kmeans)],
]);

/** Names under which detectors over all metrics of an entity can be configured. */
export const vectorDetectorNames: readonly string[] = [...binders.keys()];

/** The vector detector of a configured name with its options, or a text that says which name or option is wrong. */
export function lookupVectorDetector(name: string, options: unknown): VectorDetectorLookup {
  const bind = binders.get(name);
  if (bind === undefined) {
    return { error: `no vector detector is called "${name}"; there are ${vectorDetectorNames.join(', ')}` };
  }
  return bind(options);
}
