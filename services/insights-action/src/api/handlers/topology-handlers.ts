import { setImmediate } from 'node:timers/promises';
import type { Topology } from '@aiops/contracts';
import {
  type SinglePointOfFailure,
  singlePointsOfFailure,
  type TopologyIndex,
  topologyIndexInSteps,
} from '@aiops/rca';
import type { HandlersOf } from '../handler.ts';
import type { topologyOperations } from '../operations/topology-operations.ts';
import { Problem } from '../problem.ts';
import type { TopologySource } from './system-handlers.ts';

/** Farther away nothing is told to depend on a node: by then hardly anything is felt. */
const DEPTH = 20;

/** One version of the map, prepared for questions. */
interface Prepared {
  readonly topology: Topology;
  readonly index: TopologyIndex;
  readonly points: readonly SinglePointOfFailure[];
}

/** Answers what follows from the shape of the map. Each version is prepared once, when it is first asked about. */
export function topologyHandlers(
  source: Pick<TopologySource, 'current'>,
): HandlersOf<typeof topologyOperations> {
  let kept: { readonly topology: Topology; readonly prepared: Promise<Prepared> } | undefined;
  const newest = async () => {
    const { topology } = source.current();
    if (topology === undefined) return undefined;
    if (kept?.topology !== topology) kept = { topology, prepared: prepare(topology) };
    return kept.prepared;
  };
  return {
    async listSinglePoints() {
      const prepared = await newest();
      if (prepared === undefined) return { version: null, items: [] };
      const { topology, index, points } = prepared;
      const items = points.map(({ id, articulation_point: splits, cuts_off, cut_off }) => ({
        id,
        name: nameIn(index, id),
        splits,
        cuts_off,
        cut_off: [...cut_off],
      }));
      return { version: topology.version, items };
    },
    async getDependents({ params: { id } }) {
      const prepared = await newest();
      if (prepared?.index.node(id) === undefined) {
        throw new Problem(
          404,
          'not_found',
          'There is no node of that id on the network map; GET /api/v1/topology lists all.',
        );
      }
      const { index, points } = prepared;
      const items = [...index.downstream(id, DEPTH)].map(([dependent, reach]) => ({
        id: dependent,
        name: nameIn(index, dependent),
        distance: reach.distance,
        strength: reach.strength,
        through: reach.from,
        kind: reach.kind,
      }));
      const cutOff = points.find((point) => point.id === id)?.cuts_off ?? 0;
      return { id, name: nameIn(index, id), items, cut_off: cutOff };
    },
  };
}

/** In steps of a few milliseconds, so that other requests are answered in between. */
async function prepare(topology: Topology): Promise<Prepared> {
  const steps = topologyIndexInSteps(topology);
  for (;;) {
    const { value, done } = steps.next();
    if (done === true) return { topology, index: value, points: singlePointsOfFailure(topology) };
    await setImmediate();
  }
}

function nameIn(index: TopologyIndex, id: string): string {
  return index.node(id)?.name ?? id;
}
