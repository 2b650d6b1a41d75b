export type { DetectionCounters } from './counters.ts';
export type { EvidenceUrls } from './evidence.ts';
export { checkRuleTests } from './rules/check-rule-tests.ts';
export { createAnomalyDetection } from './service.ts';
export type { AnomalyDetectionOptions } from './setup.ts';
export { startAnomalyDetection } from './start.ts';
