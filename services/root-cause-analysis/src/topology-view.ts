import type { Topology } from '@aiops/contracts';
import { createTopologyIndex, type TopologyIndex, type TopologyStatus } from '@aiops/rca';

/** The topology as it is now and as it was, as the shell last read it. */
export type TopologySource = () => {
  readonly topology: Topology | undefined;
  readonly status: TopologyStatus;
  /** The map as it was at a time (epoch ms), or the oldest one that is known; where this is left out, there is only the one of now. */
  readonly at?: (time: number) => Topology | undefined;
};

export interface TopologyView {
  readonly index: TopologyIndex | undefined;
  readonly status: TopologyStatus;
  /** The index of the topology as it was at a time (epoch ms). */
  readonly at: (time: number) => TopologyIndex | undefined;
}

/** Indexes that are kept: the one of now, and those at the starts of the incidents under way. */
const KEPT_INDEXES = 4;

/** Builds an index once per version of the topology; without a topology the status is always `unavailable`. */
export function topologyView(source: TopologySource): () => TopologyView {
  const indexes = new Map<string, TopologyIndex>();
  const indexOf = (topology: Topology) => {
    const index = indexes.get(topology.version) ?? createTopologyIndex(topology);
    // The one that was not asked for the longest is the first to go.
    indexes.delete(topology.version);
    indexes.set(topology.version, index);
    for (const [version] of indexes) if (indexes.size > KEPT_INDEXES) indexes.delete(version);
    return index;
  };
  return () => {
    const { topology, status, at } = source();
    if (topology === undefined || status === 'unavailable')
      return { index: undefined, status: 'unavailable', at: () => undefined };
    return { index: indexOf(topology), status, at: (time) => indexOf(at?.(time) ?? topology) };
  };
}
