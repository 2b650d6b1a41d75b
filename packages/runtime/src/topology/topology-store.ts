import type { Topology, TopologyEdge, TopologyNode } from '@aiops/contracts';
import type { TopologyStep } from './topology-history.ts';

/** Former versions that a store keeps unless told otherwise. */
export const KEPT_VERSIONS = 50;

/** The network map. */
export interface TopologyStore {
  /**
   * Makes the store hold exactly these nodes and edges. Idempotent: `changed` is false when it held them already, and
   * then version and time stay as they were; `last_seen` and figures of the edges are brought up to date all the same.
   * Rejects when two nodes share an id or an edge ends at no node.
   */
  replace(
    nodes: readonly TopologyNode[],
    edges: readonly TopologyEdge[],
    asOf: string,
  ): Promise<{ readonly version: string; readonly changed: boolean }>;
  /** The map as it is now, or undefined when nothing was ever stored. */
  snapshot(): Promise<Topology | undefined>;
  /** What leads back from the map as it is now to the versions before it, newest first; at most as many as are kept. */
  history(): Promise<readonly TopologyStep[]>;
  close(): Promise<void>;
}
