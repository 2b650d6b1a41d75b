import { useRef } from 'preact/hooks';
import { useWords } from '../words/use-words.ts';
import { groupOf } from './collapse.ts';
import { EdgeLines } from './edge-lines.tsx';
import { GraphBar } from './graph-bar.tsx';
import { GraphLegend } from './graph-legend.tsx';
import type { Graph, GraphNode } from './graph-model.ts';
import { NodeMarks } from './node-marks.tsx';
import { useCentre } from './use-centre.ts';
import { useGrouping } from './use-grouping.ts';
import { useLayout } from './use-layout.ts';
import { useSize } from './use-size.ts';
import { useViewport } from './use-viewport.ts';
import { markScale } from './viewport.ts';

export interface GraphViewProps {
  readonly graph: Graph;
  readonly label: string;
  /** What to say of a node besides its name and part. */
  readonly describe?: (node: GraphNode) => string;
  readonly selected?: string | undefined;
  readonly onSelect: (node: GraphNode) => void;
}

/** A graph that can be moved, zoomed, searched, and put together by tier or site. */
export function GraphView({ graph, label, describe, selected, onSelect }: GraphViewProps) {
  const words = useWords().graph;
  const { by, shown, isOpened, group, open } = useGrouping(graph);
  const { positions, isDone } = useLayout(shown);
  const box = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const size = useSize(box);
  const view = useViewport(svg, positions, size);
  const { x, y, k } = view.viewport;
  const centre = useCentre(view, positions, isDone, size);
  const choose = (node: GraphNode) => {
    if (node.count > 1) open(node.id);
    else onSelect(node);
  };
  const find = (node: GraphNode) => {
    const inside = groupOf(node, by);
    if (inside !== undefined) open(inside);
    centre(node.id);
    onSelect(node);
  };
  const titleOf = (node: GraphNode) =>
    node.count > 1
      ? words.group(node.name, node.count)
      : [node.name, words.roles[node.role], describe?.(node)].filter(Boolean).join(' · ');
  return (
    <div class="graph">
      <GraphBar
        nodes={graph.nodes}
        grouping={by}
        isOpened={isOpened}
        onGroup={(next) => {
          group(next);
          view.fit();
        }}
        onFind={find}
        view={view}
      />
      <div class="graph-box" ref={box}>
        <svg
          ref={svg}
          width={size.width}
          height={size.height}
          viewBox={`0 0 ${size.width} ${size.height}`}
          role="img"
          aria-busy={!isDone}
          // It is moved and zoomed by keys. In lower case: SVG knows no other, and the keyboard would pass it by.
          tabindex={0}
          aria-label={`${label} ${words.keys}`}
          onKeyDown={view.onKeyDown}
          onPointerDown={view.onPointerDown}
        >
          <g transform={`translate(${x} ${y}) scale(${k})`}>
            <EdgeLines edges={shown.edges} positions={positions} scale={markScale(view.viewport)} />
            <NodeMarks
              nodes={shown.nodes}
              positions={positions}
              viewport={view.viewport}
              selected={selected}
              titleOf={titleOf}
              onChoose={choose}
            />
          </g>
        </svg>
      </div>
      <GraphLegend />
    </div>
  );
}
