import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';
import { flooredScale, scaleOptions } from '../scale.ts';
import { emptyWindow, levelOf, shapeOf, slide, type Window } from './window.ts';

const MAX_WINDOW = 64;

const optionsSchema = z.strictObject({
  window: z.number().int().min(4).max(MAX_WINDOW).default(12).describe('Samples of a shape'),
  clusters: z.number().int().min(1).max(16).default(2).describe('Usual shapes that are told apart'),
  ...scaleOptions,
});
type ShapeOptions = z.infer<typeof optionsSchema>;

interface ShapeState extends Window {
  /** The usual shapes one after the other, in 64ths of the window's scale. */
  centroids: number[];
  /** Shapes learned since one was nearest to each of them. */
  idle: number[];
  /** Samples since a shape was learned. */
  since: number;
}

/** Weight of a shape in the centroid that it is nearest to. */
const WEIGHT = 1 / 16;
/** A centroid that no shape of so many was nearest to gives way to the next one. */
const MAX_IDLE = 500;
const GRAIN = 64;
const SHARE = 1 / GRAIN;
/** Shapes that are nearer to a centroid than 3.29 of these, in scales, are never unusual. */
const LEAST_DISTANCE = 0.2;

/** Reused: the window that ends with the present sample, and what it is nearest to. */
const shape = new Float64Array(MAX_WINDOW);
const nearest = { place: 0, squares: 0 };

/**
 * k-means over the windows of one series, one step for each shape (MacQueen 1967): the last samples without their level, in
 * units of how far they usually lie apart, against the nearest of a few usual shapes. It sees jumps that a season hides from
 * what looks at levels, and what goes through known values in an unknown order.
 */
export const shapeDetector = calibratedDetector<ShapeOptions, ShapeState>({
  kind: 'shape',
  options: optionsSchema,
  init: () => ({ ...emptyWindow(), centroids: [], idle: [], since: 0 }),
  deviation(state, value, _at, options) {
    if (state.idle.length < options.clusters) return Number.NaN;
    if (!shapeOf(state, value, leastScale(value, options), shape, options.window)) return Number.NaN;
    findNearest(state, options);
    return Math.sqrt(nearest.squares / options.window);
  },
  correlation: ({ window }) => window,
  floor: () => LEAST_DISTANCE,
  band(state, _at, edge, options, verdict) {
    const level = levelOf(state);
    const scale = Math.max(state.scale, leastScale(level, options));
    shapeOf(state, level, scale, shape, options.window);
    findNearest(state, options);
    const last = options.window - 1;
    const wanted = (state.centroids[nearest.place + last] as number) / GRAIN;
    const others = nearest.squares - ((shape[last] as number) - wanted) ** 2;
    const half = Math.sqrt(Math.max(0, edge * edge * options.window - others));
    verdict.mid = level + wanted * scale;
    verdict.lower = verdict.mid - half * scale;
    verdict.upper = verdict.mid + half * scale;
  },
  learn(state, value, _at, options, surprising) {
    const least = leastScale(value, options);
    state.since += 1;
    // Shapes that overlap by more than half say the same.
    const isDue = state.since >= options.window / 2 && !surprising && state.n > 0;
    if (isDue && shapeOf(state, value, least, shape, options.window)) learnShape(state, options);
    slide(state, value, least, options.window);
  },
  adopt(state) {
    // The next shape is to be a usual one.
    state.idle[0] = MAX_IDLE;
  },
  from: (_state, { clusters, window }) => `the nearest of ${clusters} usual shapes of ${window} samples`,
});

function leastScale(value: number, options: ShapeOptions): number {
  return flooredScale(0, value, options);
}

function findNearest({ centroids }: ShapeState, { window }: ShapeOptions): void {
  nearest.squares = Number.POSITIVE_INFINITY;
  for (let start = 0; start < centroids.length; start += window) {
    let squares = 0;
    for (let i = 0; i < window; i += 1) {
      const apart = (shape[i] as number) - (centroids[start + i] as number) * SHARE;
      squares += apart * apart;
    }
    if (squares >= nearest.squares) continue;
    nearest.squares = squares;
    nearest.place = start;
  }
}

function learnShape(state: ShapeState, options: ShapeOptions): void {
  const { centroids, idle } = state;
  const { window, clusters } = options;
  // At uneven distances: at even ones a period of the series could hide most of its phases.
  state.since = -(Math.abs(state.values.at(-1) ?? 0) % 4);
  if (idle.length < clusters) {
    idle.push(0);
    moveCentroid(centroids, window * (idle.length - 1), window, 1);
    return;
  }
  findNearest(state, options);
  for (let i = 0; i < clusters; i += 1) idle[i] = (idle[i] as number) + 1;
  const forgotten = idle.findIndex((shapes) => shapes > MAX_IDLE);
  const place = forgotten >= 0 ? forgotten : nearest.place / window;
  idle[place] = 0;
  moveCentroid(centroids, place * window, window, forgotten >= 0 ? 1 : WEIGHT);
}

function moveCentroid(centroids: number[], start: number, window: number, weight: number): void {
  for (let i = 0; i < window; i += 1) {
    const place = centroids[start + i] ?? 0;
    centroids[start + i] = Math.round(place + weight * (GRAIN * (shape[i] as number) - place));
  }
}
