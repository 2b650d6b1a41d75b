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
  /** Mean of the scores of the detectors that are past their warm-up, 0 while none is; the fold calibrates it. */
  score: number;
  readonly verdicts: readonly { readonly kind: string; readonly verdict: Verdict }[];
}

/** The configured detectors, working on a state that belongs to the series. */
export interface Ensemble {
  readonly kinds: readonly string[];
  /** Scores a sample. A detector that has no state yet, for instance a newly configured one, gets one. */
  score(states: DetectorStates, metric: string, value: number, at: number): EnsembleVerdict;
  learn(states: DetectorStates, metric: string, value: number, at: number): void;
}

interface DetectorConfig {
  readonly name: string;
  readonly enabled: boolean;
  readonly [option: string]: unknown;
}

/**
 * The mean is the rule because it needs the detectors to agree: one that is certain (10) and one that sees nothing (0)
 * still make an anomaly, two that are mildly surprised do not. Problems go to `problems`, with the path of the setting.
 */
export function createEnsemble(configs: readonly DetectorConfig[], problems: string[]): Ensemble {
  const enabled = configs.filter(({ name, enabled }) => enabled && !vectorDetectorNames.includes(name));
  const general = bindAll(enabled, undefined, problems);
  const verdicts = general.map(({ kind }) => ({ kind, verdict: emptyVerdict() }));
  const out: EnsembleVerdict = { score: 0, verdicts };
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
      let sum = 0;
      let ready = 0;
      for (let i = 0; i < detectors.length; i += 1) {
        const detector = detectors[i] as BoundDetector;
        const { verdict } = verdicts[i] as { verdict: Verdict };
        detector.score(stateOf(states, detector), value, at, verdict);
        if (!verdict.ready) continue;
        sum += verdict.score;
        ready += 1;
      }
      out.score = ready === 0 ? 0 : sum / ready;
      return out;
    },
    learn(states, metric, value, at) {
      for (const detector of detectorsOf(metric)) detector.learn(stateOf(states, detector), value, at);
    },
  };
}

function stateOf(states: DetectorStates, detector: BoundDetector): unknown {
  states[detector.kind] ??= detector.init();
  return states[detector.kind];
}

function bindAll(
  configs: readonly DetectorConfig[],
  floor: number | undefined,
  problems: string[],
): BoundDetector[] {
  const bound: BoundDetector[] = [];
  for (const [index, { name, enabled: _, ...options }] of configs.entries()) {
    const withFloor = floor === undefined ? options : { min_scale: floor, ...options };
    const { detector, error } = lookupDetector(name, withFloor);
    if (detector === undefined) problems.push(`anomaly_detection.detectors[${index}]: ${error}`);
    else bound.push(detector);
  }
  return bound;
}
