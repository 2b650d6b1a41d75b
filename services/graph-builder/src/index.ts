export { InvalidTopology } from './invalid-topology.ts';
export {
  type ExtraTopology,
  type MergedTopology,
  mergeTopology,
  type TopologyInputs,
} from './merge-topology.ts';
export { readTopologyFiles } from './read-inputs.ts';
export { type RunGraphBuilderOptions, runGraphBuilder } from './run-graph-builder.ts';
export { type BuildGraphOptions, type BuildGraphResult, buildGraph } from './service.ts';
export { startGraphBuilder } from './start.ts';
export type { TopologyProblem } from './topology-draft.ts';
