import type { Topology } from '@aiops/contracts';
import { createTopologyIndex, type TopologyIndex, type TopologyStatus } from '@aiops/rca';

/** The topology as it is now, as the shell last read it. */
export type TopologySource = () => {
  readonly topology: Topology | undefined;
  readonly status: TopologyStatus;
};

export interface TopologyView {
  readonly index: TopologyIndex | undefined;
  readonly status: TopologyStatus;
}

/** Builds the index once per version of the topology; without a topology the status is always `unavailable`. */
export function topologyView(source: TopologySource): () => TopologyView {
  let index: TopologyIndex | undefined;
  return () => {
    const { topology, status } = source();
    if (topology === undefined || status === 'unavailable')
      return { index: undefined, status: 'unavailable' };
    if (index?.version !== topology.version) index = createTopologyIndex(topology);
    return { index, status };
  };
}
