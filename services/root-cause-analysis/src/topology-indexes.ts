import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Topology } from '@aiops/contracts';
import { createTopologyIndex, type TopologyIndex, topologyIndexInSteps } from '@aiops/rca';

/** The indexes of the versions of the topology that are in use. */
export interface TopologyIndexes {
  /** The index of a topology, built at once where it is not there yet. */
  of(topology: Topology): TopologyIndex;
  /**
   * Builds an index, and finds what entities depend on up to a depth, which every incident near them asks for. The event loop turns again
   * every few milliseconds meanwhile.
   */
  prepare(topology: Topology, depth: number): Promise<void>;
}

/** Indexes that are kept: the one of now, and those at the starts of the incidents under way. */
const KEPT_INDEXES = 4;

/** Builds an index once per version. The one that was not asked for the longest is the first to go. */
export function createTopologyIndexes(): TopologyIndexes {
  const indexes = new Map<string, TopologyIndex>();
  const keep = (version: string, index: TopologyIndex) => {
    indexes.delete(version);
    indexes.set(version, index);
    for (const [oldest] of indexes) if (indexes.size > KEPT_INDEXES) indexes.delete(oldest);
    return index;
  };
  return {
    of: (topology) => keep(topology.version, indexes.get(topology.version) ?? createTopologyIndex(topology)),
    async prepare(topology, depth) {
      const { version } = topology;
      const index = indexes.get(version) ?? (await inTurns(topologyIndexInSteps(topology)));
      await inTurns(index.findUpstreamAhead(depth));
      keep(version, indexes.get(version) ?? index);
    },
  };
}

/** Takes steps, each in a turn of its own of the event loop. */
async function inTurns<Result>(steps: Generator<undefined, Result>): Promise<Result> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await nextTurn();
  }
}
