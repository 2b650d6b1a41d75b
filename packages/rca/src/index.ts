export { backgroundOf, backgroundSince } from './background-of.ts';
export { type Change, toChange } from './change-memory.ts';
export { changesBefore } from './changes-before.ts';
export type { TopologyStatus } from './confidence.ts';
export type { Space } from './correlate.ts';
export { type Deviating, toDeviating } from './deviating.ts';
export { type FullRanking, fullRanking, type RankedEntity } from './full-ranking.ts';
export {
  analyseTopology,
  type CriticalPath,
  type CriticalStep,
  type NodeFigures,
  type SinglePointOfFailure,
  singlePointsOfFailure,
  type TopologyAnalysis,
} from './graph/analyse-topology.ts';
export { advance, advanceStep, take } from './incident.ts';
export { type DomainState, emptyDomain, type LifecycleOptions, limits } from './incident-state.ts';
export { type KnownMaintenance, toKnownMaintenance } from './known-maintenance.ts';
export type { FoldContext, Revision } from './lifecycle.ts';
export { type Ranking, rank } from './rank.ts';
export { type Recomputed, type RecomputedCandidate, recompute } from './recompute.ts';
export { alertsBetween, type ReportedAlert, toReportedAlert } from './reported-alert.ts';
export { METHOD, METHOD_WITHOUT_TOPOLOGY, type ResultContext, toResult } from './result.ts';
export { contentAnomalyId, type Sighting, toSighting } from './sighting.ts';
export { takeAlert, takeChange, takeDeviation, takeMaintenance } from './take-background.ts';
export { createTopologyIndex, type TopologyIndex, topologyIndexInSteps } from './topology-index.ts';
