import { useMemo, useState } from 'preact/hooks';
import { collapse, type Grouping, usualGrouping } from './collapse.ts';
import type { Graph } from './graph-model.ts';

/** The graph as it is put together now, and how that is changed. */
export function useGrouping(graph: Graph) {
  const [grouping, setGrouping] = useState<Grouping>();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const by = grouping ?? usualGrouping(graph);
  const shown = useMemo(() => collapse(graph, by, opened), [graph, by, opened]);
  return {
    by,
    shown,
    isOpened: opened.size > 0,
    group(next: Grouping) {
      setGrouping(next);
      setOpened(new Set());
    },
    open: (id: string) => setOpened(new Set([...opened, id])),
  };
}
