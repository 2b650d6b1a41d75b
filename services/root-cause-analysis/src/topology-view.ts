import type { Topology } from '@aiops/contracts';
import type { TopologyIndex, TopologyStatus } from '@aiops/rca';
import { createTopologyIndexes } from './topology-indexes.ts';

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

/** Looks at a topology by its indexes; without a topology the status is always `unavailable`. */
export function topologyView(source: TopologySource, indexes = createTopologyIndexes()): () => TopologyView {
  return () => {
    const { topology, status, at } = source();
    if (topology === undefined || status === 'unavailable')
      return { index: undefined, status: 'unavailable', at: () => undefined };
    return {
      index: indexes.of(topology),
      status,
      at: (time) => indexes.of(at?.(time) ?? topology),
    };
  };
}
