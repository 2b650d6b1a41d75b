import {
  type BoundVectorDetector,
  emptyVectorVerdict,
  lookupVectorDetector,
  type StoredVectorState,
  type VectorVerdict,
  vectorDetectorNames,
} from '@aiops/detectors';

/** State of each detector by its name. */
export type VectorStates = Record<string, StoredVectorState>;

/** What the detectors together say about one row. Reused: the next row overwrites it. */
export interface VectorEnsembleVerdict {
  /** The highest score, 0 while all of them warm up. */
  score: number;
  /** Name of the detector that gave it, empty while there is none. */
  lead: string;
}

/** The configured detectors over vectors. */
export interface VectorEnsemble {
  readonly kinds: readonly string[];
  init(kind: string): StoredVectorState;
  score(states: VectorStates, vector: readonly number[]): VectorEnsembleVerdict;
  /** True when what is fitted has changed. */
  learn(states: VectorStates, vector: readonly number[]): boolean;
  /**
   * How much each place has to do with how unusual a row is to a detector, adding up to 1: by how much less unusual it would
   * be without that place.
   */
  shares(states: VectorStates, kind: string, vector: readonly number[]): number[];
}

interface DetectorConfig {
  readonly name: string;
  readonly enabled: boolean;
  readonly [option: string]: unknown;
}

/**
 * The highest score counts, because these detectors see different things: the forest that many metrics are far out at once,
 * k-means that metrics come apart. Problems go to `problems`, with the path of the setting.
 */
export function createVectorEnsemble(configs: readonly DetectorConfig[], problems: string[]): VectorEnsemble {
  const detectors = new Map<string, BoundVectorDetector>();
  for (const [index, { name, enabled, ...options }] of configs.entries()) {
    if (!enabled || !vectorDetectorNames.includes(name)) continue;
    const { detector, error } = lookupVectorDetector(name, options);
    if (detector === undefined) problems.push(`anomaly_detection.detectors[${index}]: ${error}`);
    else detectors.set(name, detector);
  }
  const verdict = emptyVectorVerdict();
  const out: VectorEnsembleVerdict = { score: 0, lead: '' };
  // What was said of the row that was scored last, which nearly always is the one to be learned.
  let last: { readonly states: VectorStates; readonly vector: readonly number[] } | undefined;
  const raws = new Map<string, number>();
  const scored = (kind: string, states: VectorStates, vector: readonly number[]): VectorVerdict => {
    detectors.get(kind)?.score(states[kind] as StoredVectorState, vector, verdict);
    return verdict;
  };
  return {
    kinds: [...detectors.keys()],
    init: (kind) => (detectors.get(kind) as BoundVectorDetector).init(),
    score(states, vector) {
      out.score = 0;
      out.lead = '';
      for (const kind of detectors.keys()) {
        const { ready, score, raw } = scored(kind, states, vector);
        raws.set(kind, raw);
        if (!ready || (out.lead !== '' && score <= out.score)) continue;
        out.score = score;
        out.lead = kind;
      }
      last = { states, vector };
      return out;
    },
    learn(states, vector) {
      let changed = false;
      const isScored = last?.states === states && last.vector === vector;
      last = undefined;
      for (const [kind, detector] of detectors) {
        const raw = isScored ? raws.get(kind) : undefined;
        if (detector.learn(states[kind] as StoredVectorState, vector, raw)) changed = true;
      }
      return changed;
    },
    shares(states, kind, vector) {
      const whole = scored(kind, states, vector).raw;
      const without = [...vector];
      const drops = vector.map((value, place) => {
        if (Number.isNaN(value)) return 0;
        without[place] = Number.NaN;
        const { raw } = scored(kind, states, without);
        without[place] = value;
        return Math.max(0, whole - raw);
      });
      const sum = drops.reduce((total, drop) => total + drop, 0);
      const present = vector.filter((value) => !Number.isNaN(value)).length;
      return drops.map((drop, place) => {
        if (sum > 0) return drop / sum;
        return Number.isNaN(vector[place]) ? 0 : 1 / present;
      });
    },
  };
}
