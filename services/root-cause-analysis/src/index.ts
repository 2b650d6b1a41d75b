export { analyseInThread } from './analysis/analyse-in-thread.ts';
export type { AnalysisAnswer } from './analysis/analysis-router.ts';
export { type LeadingIncident, leadingIncident } from './leading-incident.ts';
export { createRootCauseAnalysis, type RootCauseAnalysisOptions } from './service.ts';
export { startRootCauseAnalysis } from './start.ts';
export { createTopologyIndexes } from './topology-indexes.ts';
export type { TopologySource } from './topology-view.ts';
