import type { GraphNode } from './graph-model.ts';
import { isNamed } from './is-named.ts';
import type { Positions } from './layout.ts';
import { NodeMark } from './node-mark.tsx';
import { markScale, nameSize, type Viewport } from './viewport.ts';

export interface NodeMarksProps {
  readonly nodes: readonly GraphNode[];
  readonly positions: Positions;
  readonly viewport: Viewport;
  readonly selected: string | undefined;
  readonly titleOf: (node: GraphNode) => string;
  readonly onChoose: (node: GraphNode) => void;
}

/** The nodes that have a place already, as large as the viewport asks for. */
export function NodeMarks({ nodes, positions, viewport, selected, titleOf, onChoose }: NodeMarksProps) {
  const room = { count: nodes.length, k: viewport.k, selected };
  const scale = markScale(viewport);
  const size = nameSize(viewport);
  // What has a name comes last, so that no other stands on it.
  const inFront = nodes.toSorted((a, b) => Number(isNamed(a, room)) - Number(isNamed(b, room)));
  return (
    <>
      {inFront.map((node) => {
        const at = positions.get(node.id);
        return (
          at !== undefined && (
            <NodeMark
              key={node.id}
              node={node}
              at={at}
              scale={scale}
              nameSize={size}
              isNamed={isNamed(node, room)}
              isMarked={node.id === selected}
              title={titleOf(node)}
              onChoose={onChoose}
            />
          )
        );
      })}
    </>
  );
}
