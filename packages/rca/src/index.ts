export type { Space } from './correlation/correlate.ts';
export { advance, advanceStep, take } from './correlation/incident.ts';
export {
  type DomainState,
  emptyDomain,
  type LifecycleOptions,
  limits,
} from './correlation/incident-state.ts';
export type { FoldContext, Revision } from './correlation/lifecycle.ts';
export { takeAlert, takeChange, takeDeviation, takeMaintenance } from './correlation/take-background.ts';
export {
  analyseTopology,
  type CriticalPath,
  type CriticalStep,
  type NodeFigures,
  type SinglePointOfFailure,
  singlePointsOfFailure,
  type TopologyAnalysis,
} from './graph/analyse-topology.ts';
export { type Change, toChange } from './memory/change-memory.ts';
export { changesBefore } from './memory/changes-before.ts';
export { type KnownMaintenance, toKnownMaintenance } from './memory/known-maintenance.ts';
export { alertsBetween, type ReportedAlert, toReportedAlert } from './memory/reported-alert.ts';
export { createTopologyIndex, type TopologyIndex, topologyIndexInSteps } from './network/topology-index.ts';
export { backgroundOf, backgroundSince } from './ranking/background-of.ts';
export type { TopologyStatus } from './ranking/confidence.ts';
export { type FullRanking, fullRanking, type RankedEntity } from './ranking/full-ranking.ts';
export { type Ranking, rank } from './ranking/rank.ts';
export { type Recomputed, type RecomputedCandidate, recompute } from './result/recompute.ts';
export { METHOD, METHOD_WITHOUT_TOPOLOGY, type ResultContext, toResult } from './result/result.ts';
export { type Deviating, toDeviating } from './signals/deviating.ts';
export { contentAnomalyId, type Sighting, toSighting } from './signals/sighting.ts';
