import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Positions } from './layout.ts';
import { fitAll, panBy, type Size, type Viewport, zoomAt } from './viewport.ts';

const STEP = 60;
const ZOOM = 1.25;
const KEYS: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [STEP, 0],
  ArrowRight: [-STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

export interface ViewportControl {
  readonly viewport: Viewport;
  show(viewport: Viewport): void;
  zoom(direction: 1 | -1): void;
  fit(): void;
  onKeyDown(event: KeyboardEvent): void;
  onPointerDown(event: PointerEvent): void;
}

/** What part of a drawing is seen. It shows all until somebody moves it; by pointer, by wheel with Ctrl, and by keys. */
export function useViewport(
  svg: RefObject<SVGSVGElement>,
  positions: Positions,
  size: Size,
): ViewportControl {
  const [own, setOwn] = useState<Viewport>();
  const viewport = own ?? fitAll(positions, size);
  const current = useRef(viewport);
  current.current = viewport;
  const middle = { x: size.width / 2, y: size.height / 2 };
  useEffect(() => {
    const element = svg.current;
    if (element === null) return;
    // Without Ctrl the wheel moves the page, as everywhere. Preact cannot say that a listener may prevent that.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      const at = { x: event.clientX - left, y: event.clientY - top };
      setOwn(zoomAt(current.current, Math.exp(-event.deltaY / 300), at));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [svg]);
  const zoom = (direction: 1 | -1) => setOwn(zoomAt(current.current, ZOOM ** direction, middle));
  return {
    viewport,
    show: setOwn,
    zoom,
    fit: () => setOwn(undefined),
    onKeyDown(event) {
      const step = KEYS[event.key];
      if (step !== undefined) setOwn(panBy(current.current, ...step));
      else if (event.key === '+' || event.key === '-') zoom(event.key === '+' ? 1 : -1);
      else if (event.key === '0') setOwn(undefined);
      else return;
      event.preventDefault();
    },
    onPointerDown: (event) => follow(event, (dx, dy) => setOwn(panBy(current.current, dx, dy))),
  };
}

/** Calls back with every move of a pointer that was put down, until it is lifted. */
function follow(event: PointerEvent, onMove: (dx: number, dy: number) => void): void {
  const element = event.currentTarget as Element;
  let { clientX: x, clientY: y } = event;
  const move = (next: PointerEvent) => {
    onMove(next.clientX - x, next.clientY - y);
    x = next.clientX;
    y = next.clientY;
  };
  const end = () => {
    element.removeEventListener('pointermove', move as EventListener);
    for (const name of ['pointerup', 'pointercancel']) element.removeEventListener(name, end);
  };
  element.addEventListener('pointermove', move as EventListener);
  for (const name of ['pointerup', 'pointercancel']) element.addEventListener(name, end);
}
