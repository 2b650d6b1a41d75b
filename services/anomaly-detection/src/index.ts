export type { DetectionCounters } from './counters.ts';
export type { EvidenceUrls } from './evidence.ts';
export { createEnsemble, type Ensemble, type EnsembleVerdict } from './metrics/ensemble.ts';
export {
  type JudgedSeries,
  type Judgement,
  judgeSample,
  learnSample,
  unjudgedSeries,
} from './metrics/judged-series.ts';
export { checkRuleTests } from './rules/check-rule-tests.ts';
export { createAnomalyDetection } from './service.ts';
export type { AnomalyDetectionOptions } from './setup.ts';
export { startAnomalyDetection } from './start.ts';
