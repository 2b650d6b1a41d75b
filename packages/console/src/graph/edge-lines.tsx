import type { GraphEdge } from './graph-model.ts';
import type { Positions } from './layout.ts';

export interface EdgeLinesProps {
  readonly edges: readonly GraphEdge[];
  readonly positions: Positions;
  /** How much larger than usual nodes are. */
  readonly scale: number;
}

/** Room that a node takes at the end of an arrow. */
const GAP = 16;

/** The edges of a graph; those along which a failure went have an arrow. */
export function EdgeLines({ edges, positions, scale }: EdgeLinesProps) {
  const lines = edges.flatMap((edge) => {
    const from = positions.get(edge.from);
    const to = positions.get(edge.to);
    return from === undefined || to === undefined ? [] : [{ edge, from, to }];
  });
  return (
    <>
      <defs>
        <marker
          id="arrow-head"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path class="arrow-head" d="M0 0L8 4L0 8Z" />
        </marker>
      </defs>
      {lines.map(({ edge, from, to }) => {
        const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
        const part = edge.isPath ? Math.max(0, 1 - (GAP * scale) / length) : 1;
        return (
          <line
            key={`${edge.from} ${edge.to}`}
            class={edge.isPath ? 'edge edge-path' : 'edge'}
            x1={Math.round(from.x)}
            y1={Math.round(from.y)}
            x2={Math.round(from.x + (to.x - from.x) * part)}
            y2={Math.round(from.y + (to.y - from.y) * part)}
            marker-end={edge.isPath ? 'url(#arrow-head)' : undefined}
          />
        );
      })}
    </>
  );
}
