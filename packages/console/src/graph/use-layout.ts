import { useEffect, useRef, useState } from 'preact/hooks';
import type { Graph } from './graph-model.ts';
import { createLayout, type Positions } from './layout.ts';

/** What a layout may take of a frame, in ms: the rest is for whoever uses the page. */
const BUDGET_MS = 8;
/** Between two drawings of a layout that is not done yet. */
const SHOW_MS = 200;

/** Places of the nodes of a graph; worked out in small steps, and from where they were when the graph changes. */
export function useLayout(graph: Graph): { readonly positions: Positions; readonly isDone: boolean } {
  const [state, setState] = useState<{ positions: Positions; placed?: Graph }>({ positions: new Map() });
  const last = useRef<Positions>(new Map());
  useEffect(() => {
    const layout = createLayout(graph, last.current);
    // At once, so that nothing vanishes meanwhile.
    let shown = Number.NEGATIVE_INFINITY;
    let frame = 0;
    const work = () => {
      const began = performance.now();
      while (!layout.isDone && performance.now() - began < BUDGET_MS) layout.advance(1);
      if (layout.isDone || performance.now() - shown > SHOW_MS) {
        shown = performance.now();
        last.current = layout.positions();
        setState({ positions: last.current, ...(layout.isDone ? { placed: graph } : {}) });
      }
      if (!layout.isDone) frame = requestAnimationFrame(work);
    };
    work();
    return () => cancelAnimationFrame(frame);
  }, [graph]);
  // Until it was worked out the places are those of another graph.
  return { positions: state.positions, isDone: state.placed === graph };
}
