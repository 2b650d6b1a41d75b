import { useEffect, useState } from 'preact/hooks';
import type { Positions } from './layout.ts';
import type { ViewportControl } from './use-viewport.ts';
import { centreOn, type Size } from './viewport.ts';

/**
 * Brings a node into the middle of what is seen. What is in a group has no place before that is open and everything has moved aside, so
 * it is waited for.
 */
export function useCentre(
  view: Pick<ViewportControl, 'viewport' | 'show'>,
  positions: Positions,
  isDone: boolean,
  size: Size,
): (id: string) => void {
  const [wanted, setWanted] = useState<string>();
  useEffect(() => {
    const at = wanted === undefined || !isDone ? undefined : positions.get(wanted);
    if (at === undefined) return;
    view.show(centreOn(view.viewport, at, size));
    setWanted(undefined);
  }, [wanted, positions, isDone]);
  return setWanted;
}
