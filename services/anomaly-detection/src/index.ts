export type { DetectionCounters } from './counters.ts';
export type { EvidenceUrls } from './evidence.ts';
export { calibrated, learnTail, type TailHabit, usualTail } from './metrics/calibration.ts';
export { createEnsemble, type DetectorStates, type EnsembleVerdict } from './metrics/ensemble.ts';
export { idleStatistical, type StatisticalState, stepStatistical } from './metrics/statistical.ts';
export { checkRuleTests } from './rules/check-rule-tests.ts';
export { createAnomalyDetection } from './service.ts';
export type { AnomalyDetectionOptions } from './setup.ts';
export { startAnomalyDetection } from './start.ts';
