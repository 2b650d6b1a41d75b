import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force';
import type { Graph } from './graph-model.ts';
import { hopsFrom } from './hops.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Positions = ReadonlyMap<string, Point>;

/** A layout that is worked out bit by bit, so that the page stays quick. */
export interface Layout {
  readonly isDone: boolean;
  /** Goes on for so many steps at most. */
  advance(steps: number): void;
  positions(): Positions;
}

interface Placed extends SimulationNodeDatum {
  readonly id: string;
  readonly column: number;
}

/** From one column to the next: a failure spreads from left to right. */
const COLUMN = 150;
const MOST_COLUMNS = 6;
/** So many nodes cannot stand in columns without standing on each other. */
const CROWD = 80;
const SPACE = 34;
/** How much a layout of which most is known already may still move, and a new one. */
const WARM = 0.25;
const COLD = 1;
const COOL = 0.02;

/**
 * Places the nodes: the cause left, what is as many edges away from it in one column, neighbours near each other. Nodes that had a place
 * begin there. The same graph and places give the same layout: nothing is drawn by chance.
 */
export function createLayout(graph: Graph, before: Positions): Layout {
  const causes = graph.nodes.filter(({ role }) => role === 'cause').map(({ id }) => id);
  const columns = columnsOf(graph, causes.length > 0 ? causes : graph.nodes.slice(0, 1).map(({ id }) => id));
  const nodes = graph.nodes.map(({ id }): Placed => {
    const column = columns.get(id) ?? MOST_COLUMNS;
    const known = before.get(id);
    return known === undefined ? { id, column } : { id, column, x: known.x, y: known.y };
  });
  const ids = new Set(nodes.map(({ id }) => id));
  const links = graph.edges
    .filter(({ from, to }) => ids.has(from) && ids.has(to))
    .map(({ from, to }): SimulationLinkDatum<Placed> => ({ source: from, target: to }));
  const isKnown = nodes.length > 0 && nodes.every(({ id }) => before.has(id));
  const simulation = forceSimulation(nodes)
    .stop()
    .alpha(isKnown ? 0 : before.size > 0 ? WARM : COLD)
    .alphaMin(COOL)
    .alphaDecay(0.035)
    .force(
      'link',
      forceLink<Placed, SimulationLinkDatum<Placed>>(links)
        .id(({ id }) => id)
        .distance(70)
        .strength(0.15),
    )
    .force('charge', forceManyBody<Placed>().strength(-160).distanceMax(400))
    .force(
      'column',
      forceX<Placed>(({ column }) => column * COLUMN).strength(nodes.length > CROWD ? 0.08 : 0.5),
    )
    .force('middle', forceY<Placed>(0).strength(0.05))
    .force('room', forceCollide<Placed>(SPACE).iterations(2));
  return {
    get isDone() {
      return simulation.alpha() < simulation.alphaMin();
    },
    advance(steps) {
      for (let step = 0; step < steps && simulation.alpha() >= simulation.alphaMin(); step += 1)
        simulation.tick();
    },
    positions: () => new Map(nodes.map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
  };
}

/** What is well and hangs on the cause by what is well stands on the other side of it than its victims. */
function columnsOf(graph: Graph, starts: readonly string[]): ReadonlyMap<string, number> {
  const isBeside = new Set([
    ...starts,
    ...graph.nodes.filter(({ role }) => role === 'other').map(({ id }) => id),
  ]);
  const beside = hopsFrom(
    {
      nodes: graph.nodes,
      edges: graph.edges.filter(({ from, to }) => isBeside.has(from) && isBeside.has(to)),
    },
    starts,
  );
  return new Map(
    [...hopsFrom(graph, starts)].map(([id, hops]) => {
      const column = Math.min(hops, MOST_COLUMNS);
      return [id, beside.get(id) === hops && hops > 0 ? -column : column];
    }),
  );
}
