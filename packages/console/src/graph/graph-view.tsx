import { useMemo, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words/use-words.ts';
import { collapse, type Grouping, groupOf, usualGrouping } from './collapse.ts';
import { EdgeLines } from './edge-lines.tsx';
import { GraphBar } from './graph-bar.tsx';
import type { Graph, GraphNode } from './graph-model.ts';
import { NodeMark } from './node-mark.tsx';
import { useLayout } from './use-layout.ts';
import { useSize } from './use-size.ts';
import { useViewport } from './use-viewport.ts';
import { centreOn } from './viewport.ts';

export interface GraphViewProps {
  readonly graph: Graph;
  readonly label: string;
  /** What to say of a node besides its name and part. */
  readonly describe?: (node: GraphNode) => string;
  readonly selected?: string | undefined;
  readonly onSelect: (node: GraphNode) => void;
}

/** So many nodes can all have their names written. */
const FEW = 40;
const CLOSE = 1.2;

/** A graph that can be moved, zoomed, searched, and put together by tier or site. */
export function GraphView({ graph, label, describe, selected, onSelect }: GraphViewProps) {
  const words = useWords().graph;
  const { by, shown, group, open } = useGrouping(graph);
  const { positions } = useLayout(shown);
  const box = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const size = useSize(box);
  const view = useViewport(svg, positions, size);
  const { x, y, k } = view.viewport;
  const choose = (node: GraphNode) => {
    if (node.count > 1) open(node.id);
    else onSelect(node);
  };
  const find = (node: GraphNode) => {
    const inside = groupOf(node, by);
    if (inside !== undefined) open(inside);
    const at = positions.get(node.id);
    if (at !== undefined) view.show(centreOn(view.viewport, at, size));
    onSelect(node);
  };
  const isNamed = ({ role, id, count }: GraphNode) =>
    shown.nodes.length <= FEW || k >= CLOSE || role !== 'other' || count > 1 || id === selected;
  const titleOf = (node: GraphNode) =>
    node.count > 1
      ? words.group(node.name, node.count)
      : [node.name, words.roles[node.role], describe?.(node)].filter(Boolean).join(' · ');
  return (
    <div class="graph">
      <GraphBar nodes={graph.nodes} grouping={by} onGroup={group} onFind={find} view={view} />
      <div class="graph-box" ref={box}>
        <svg
          ref={svg}
          width={size.width}
          height={size.height}
          viewBox={`0 0 ${size.width} ${size.height}`}
          role="img"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved and zoomed by keys
          tabIndex={0}
          aria-label={`${label} ${words.keys}`}
          onKeyDown={view.onKeyDown}
          onPointerDown={view.onPointerDown}
        >
          <g transform={`translate(${x} ${y}) scale(${k})`}>
            <EdgeLines edges={shown.edges} positions={positions} />
            {shown.nodes.map((node) => {
              const at = positions.get(node.id);
              return (
                at !== undefined && (
                  <NodeMark
                    key={node.id}
                    node={node}
                    at={at}
                    isNamed={isNamed(node)}
                    isMarked={node.id === selected}
                    title={titleOf(node)}
                    onChoose={choose}
                  />
                )
              );
            })}
          </g>
        </svg>
      </div>
      <Legend />
    </div>
  );
}

/** The graph as it is put together now, and how that is changed. */
function useGrouping(graph: Graph) {
  const [grouping, setGrouping] = useState<Grouping>();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const by = grouping ?? usualGrouping(graph);
  const shown = useMemo(() => collapse(graph, by, opened), [graph, by, opened]);
  return {
    by,
    shown,
    group(next: Grouping) {
      setGrouping(next);
      setOpened(new Set());
    },
    open: (id: string) => setOpened(new Set([...opened, id])),
  };
}

function Legend() {
  const words = useWords().graph;
  return (
    <ul class="legend" aria-label={words.legend}>
      <li class="legend-cause">◆ {words.roles.cause}</li>
      <li class="legend-victim">■ {words.roles.victim}</li>
      <li class="legend-path">▲ {words.roles.path}</li>
      <li>● {words.roles.other}</li>
      <li>
        <Icon name="arrow" /> {words.spread}
      </li>
    </ul>
  );
}
