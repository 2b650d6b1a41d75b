import {
  type BoundDetector,
  emptyVerdict,
  lookupDetector,
  type Verdict,
  vectorDetectorNames,
} from '@aiops/detectors';
import { scaleFloor } from './scale-floor.ts';

/** State of each detector by its name. */
export type DetectorStates = Record<string, unknown>;

/** What the detectors together say about one sample. Reused: the next sample overwrites it. */
export interface EnsembleVerdict {
  /** The highest score of a detector, 0 while none is past its warm-up. */
  score: number;
  /**
   * How far beyond what they are used to the detectors see the sample, all together: of its excess e each adds e² / (e² + 0.3²), next to
   * nothing at first, as one sample of a thousand is a little beyond, and then soon 1.
   */
  strength: number;
  /** Bands and details are filled by `explain`. */
  readonly verdicts: readonly { readonly kind: string; readonly verdict: Verdict }[];
}

/** The configured detectors, working on a state that belongs to the series. */
export interface Ensemble {
  readonly kinds: readonly string[];
  /** Scores a sample. A detector that has no state yet, for instance a newly configured one, gets one. */
  score(states: DetectorStates, metric: string, value: number, at: number): EnsembleVerdict;
  /** Fills the bands and details of the verdict on the sample that was scored last. */
  explain(states: DetectorStates, metric: string, value: number, at: number): EnsembleVerdict;
  /** Learns the sample that was scored last. */
  learn(states: DetectorStates, metric: string, value: number, at: number): void;
}

/** Excess of a detector that adds half of what it can, squared. */
const HALF_SQUARED = 0.3 ** 2;

interface DetectorConfig {
  readonly name: string;
  readonly enabled: boolean;
  readonly [option: string]: unknown;
}

/**
 * The highest score is the rule, because the detectors look for different things: a change of variance shows in one of them
 * only, and the mean of all would hide it. It is fair because each score is calibrated on the series' own past
 * (`calibrated-detector.ts`). Problems go to `problems`, with the path of the setting.
 */
export function createEnsemble(configs: readonly DetectorConfig[], problems: string[]): Ensemble {
  const enabled = configs.filter(({ name, enabled }) => enabled && !vectorDetectorNames.includes(name));
  const general = bindAll(enabled, undefined, problems);
  const verdicts = general.map(({ kind }) => ({ kind, verdict: emptyVerdict() }));
  const out: EnsembleVerdict = { score: 0, strength: 0, verdicts };
  // States of the sample that was scored last, which nearly always is the one to be learned: found by name once.
  const current: unknown[] = [];
  let currentOf: DetectorStates | undefined;
  const find = (states: DetectorStates, detectors: readonly BoundDetector[]) => {
    for (let i = 0; i < detectors.length; i += 1) current[i] = stateOf(states, detectors[i] as BoundDetector);
    currentOf = states;
  };
  const byMetric = new Map<string, readonly BoundDetector[]>();
  const detectorsOf = (metric: string) => {
    const floor = scaleFloor(metric);
    if (floor === undefined) return general;
    let detectors = byMetric.get(metric);
    if (detectors === undefined) {
      detectors = bindAll(enabled, floor, []);
      byMetric.set(metric, detectors);
    }
    return detectors;
  };
  return {
    kinds: general.map(({ kind }) => kind),
    score(states, metric, value, at) {
      const detectors = detectorsOf(metric);
      find(states, detectors);
      out.score = 0;
      out.strength = 0;
      for (let i = 0; i < detectors.length; i += 1) {
        const detector = detectors[i] as BoundDetector;
        const { verdict } = verdicts[i] as { verdict: Verdict };
        detector.score(current[i], value, at, verdict);
        if (verdict.score > out.score) out.score = verdict.score;
        const squared = verdict.excess * verdict.excess;
        if (squared > 0) out.strength += squared / (squared + HALF_SQUARED);
      }
      return out;
    },
    explain(states, metric, value, at) {
      for (const [i, detector] of detectorsOf(metric).entries()) {
        const { verdict } = verdicts[i] as { verdict: Verdict };
        if (verdict.ready) detector.explain(stateOf(states, detector), value, at, verdict);
      }
      return out;
    },
    learn(states, metric, value, at) {
      const detectors = detectorsOf(metric);
      if (states !== currentOf) find(states, detectors);
      for (let i = 0; i < detectors.length; i += 1) {
        const detector = detectors[i] as BoundDetector;
        const { verdict } = verdicts[i] as { verdict: Verdict };
        detector.learn(current[i], value, at, verdict);
      }
    },
  };
}

function stateOf(states: DetectorStates, detector: BoundDetector): unknown {
  const known = states[detector.kind];
  if (known !== undefined) return known;
  const made = detector.init();
  states[detector.kind] = made;
  return made;
}

function bindAll(
  configs: readonly DetectorConfig[],
  floor: number | undefined,
  problems: string[],
): BoundDetector[] {
  const bound: BoundDetector[] = [];
  for (const [index, { name, enabled: _, ...options }] of configs.entries()) {
    const { detector, error } = lookupDetector(name, options, floor);
    if (detector === undefined) problems.push(`anomaly_detection.detectors[${index}]: ${error}`);
    else bound.push(detector);
  }
  return bound;
}
