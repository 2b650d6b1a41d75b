import {
  createEnsemble,
  type JudgedSeries,
  judgeSample,
  learnSample,
  unjudgedSeries,
} from '@aiops/anomaly-detection';
import { type Config, InvalidConfig } from '@aiops/config';

/** The metric of all simulated series: one whose unit the service does not know. */
export const METRIC = 'simulated';

/** Judges the samples of one series as the service does: detectors, calibration, from score to anomaly. */
export interface SeriesJudge {
  /** Takes a sample (`at` in epoch ms) and tells whether an anomaly is open after it. */
  step(at: number, value: number): boolean;
  /** True while no anomaly is open, nor about to be. */
  isCalm(): boolean;
  /** Another judge with the same past and a future of its own. */
  copy(): SeriesJudge;
}

/** A judge who has seen nothing yet. Throws {@link InvalidConfig} for a detector or an option that cannot be used. */
export function createSeriesJudge(config: Config['anomaly_detection']): SeriesJudge {
  const problems: string[] = [];
  const ensemble = createEnsemble(config.detectors, problems);
  if (problems.length > 0) throw new InvalidConfig(problems);
  const judge = (state: JudgedSeries): SeriesJudge => ({
    step(at, value) {
      judgeSample(state, ensemble, { metric: METRIC, value, at }, config.anomaly_threshold);
      learnSample(state, ensemble, { metric: METRIC, value, at });
      return state.statistical.active;
    },
    isCalm: () => !state.statistical.active && state.statistical.hot === 0,
    // State is plain JSON, as in the state store between two messages.
    copy: () => judge(structuredClone(state)),
  });
  return judge(unjudgedSeries());
}
