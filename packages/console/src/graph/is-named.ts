import type { GraphNode } from './graph-model.ts';

export interface NamingRoom {
  /** Nodes that are shown. */
  readonly count: number;
  /** How much larger than drawn they are seen. */
  readonly k: number;
  /** The id of the chosen one. */
  readonly selected: string | undefined;
}

/** So many nodes can all have their names written. */
const FEW = 40;
const CLOSE = 1.2;
/** Smaller than this their names would stand on each other. */
const FAR = 0.55;

/** Whether there is room for the name of a node: the smaller the drawing is seen, the fewer have one. */
export function isNamed(
  { role, id, count: members }: GraphNode,
  { count, k, selected }: NamingRoom,
): boolean {
  if (role === 'cause' || members > 1 || id === selected) return true;
  return k >= FAR && (count <= FEW || k >= CLOSE || role !== 'other');
}
