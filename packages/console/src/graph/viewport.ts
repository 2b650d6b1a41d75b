import type { Point, Positions } from './layout.ts';

/** What part of a drawing is seen: a point of it is shown at `x + k × point`. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  /** How much larger than drawn. */
  readonly k: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const LEAST = 0.08;
const MOST = 4;
/** Names stick out below and beside their nodes. */
const MARGIN = 48;
/** Marks are shown in this part of their size at least, unless they would cover each other. */
const LEAST_SHOWN = 0.85;
const LARGEST_MARK = 2.4;
/** Of a name, as drawn. */
const NAME_SIZE = 12;
/** A few nodes need not fill the whole room. */
const LARGEST_FIT = 1.6;

/** The viewport with everything under `at` staying where it is, and all else larger or smaller. */
export function zoomAt({ x, y, k }: Viewport, factor: number, at: Point): Viewport {
  const next = Math.min(MOST, Math.max(LEAST, k * factor));
  return { k: next, x: at.x - ((at.x - x) / k) * next, y: at.y - ((at.y - y) / k) * next };
}

export function panBy({ x, y, k }: Viewport, dx: number, dy: number): Viewport {
  return { x: x + dx, y: y + dy, k };
}

/** The viewport that shows all, in the middle. */
export function fitAll(positions: Positions, { width, height }: Size): Viewport {
  const points = [...positions.values()];
  if (points.length === 0) return { x: width / 2, y: height / 2, k: 1 };
  const [left, right] = extent(points.map(({ x }) => x));
  const [top, bottom] = extent(points.map(({ y }) => y));
  const across = Math.max(1, width - 2 * MARGIN) / Math.max(1, right - left);
  const down = Math.max(1, height - 2 * MARGIN) / Math.max(1, bottom - top);
  const k = Math.min(LARGEST_FIT, Math.max(LEAST, Math.min(across, down)));
  return { k, x: width / 2 - (k * (left + right)) / 2, y: height / 2 - (k * (top + bottom)) / 2 };
}

/** How much larger than the drawing its marks are, so that they can be seen and met when all of a large one is shown. */
export function markScale({ k }: Pick<Viewport, 'k'>): number {
  return Math.min(LARGEST_MARK, Math.max(1, LEAST_SHOWN / k));
}

/** The size of names beside marks of that scale, so that they can be read however small the drawing is seen. */
export function nameSize({ k }: Pick<Viewport, 'k'>): number {
  return NAME_SIZE * Math.max(1, LEAST_SHOWN / (k * markScale({ k })));
}

/** The viewport with a point in the middle, at least as large as drawn. */
export function centreOn({ k }: Viewport, { x, y }: Point, { width, height }: Size): Viewport {
  const next = Math.max(1, k);
  return { k: next, x: width / 2 - x * next, y: height / 2 - y * next };
}

function extent(numbers: readonly number[]): readonly [number, number] {
  return numbers.reduce<[number, number]>(
    ([least, most], number) => [Math.min(least, number), Math.max(most, number)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
