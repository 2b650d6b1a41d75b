import type { GraphNode } from './graph-model.ts';
import type { Point } from './layout.ts';

export interface NodeMarkProps {
  readonly node: GraphNode;
  readonly at: Point;
  /** How much larger than usual. */
  readonly scale: number;
  readonly nameSize: number;
  readonly isNamed: boolean;
  readonly isMarked: boolean;
  readonly title: string;
  readonly onChoose: (node: GraphNode) => void;
}

const NAME_LENGTH = 22;
/** Each part has a shape of its own, so that colour is not needed to tell them apart. */
const SHAPES = {
  cause: 'M0 -14L14 0L0 14L-14 0Z',
  victim: 'M-10 -10H10V10H-10Z',
  path: 'M0 -10L11 8H-11Z',
  other: 'M0 -7A7 7 0 1 1 0 7A7 7 0 1 1 0 -7',
  group: 'M-13 -9H13V9H-13ZM-9 -13H17V5',
} as const;

/** A node of the graph with its name. */
export function NodeMark({ node, at, scale, nameSize, isNamed, isMarked, title, onChoose }: NodeMarkProps) {
  const isGroup = node.count > 1;
  const name = node.name.length > NAME_LENGTH ? `${node.name.slice(0, NAME_LENGTH)}…` : node.name;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hundreds of stops would make the keyboard useless; the search box chooses nodes, too
    <g
      class={`node node-${isGroup ? 'group' : node.role}${isMarked ? ' node-marked' : ''}`}
      transform={`translate(${round(at.x)} ${round(at.y)}) scale(${round(scale)})`}
      onClick={() => onChoose(node)}
    >
      <title>{title}</title>
      {isMarked && <circle class="node-ring" r="20" />}
      <path d={SHAPES[isGroup ? 'group' : node.role]} />
      {isGroup && (
        <text class="node-count" y="4">
          {node.count}
        </text>
      )}
      {isNamed && (
        <text class="node-name" y={round(14 + nameSize)} font-size={round(nameSize)}>
          {name}
        </text>
      )}
    </g>
  );
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
