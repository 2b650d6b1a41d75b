/** A deviation from the window's mean counts for no more than so many scales: one sample is no shape. */
const CLIP = 4;
/** A sample further than so many scales from the others tells of itself only, and does not come into the window. */
const OUTLIER = 20;
/** Samples that the scale is the average of, and those before anything is clipped. */
const SCALE_MEMORY = 500;
const LEARNED = 30;
/** Steps in which values are kept: between these many of them to a scale. */
const LEAST_STEPS = 16;
const MOST_STEPS = 64;
/** Smallest step: smaller ones would make infinite numbers of large values. */
const LEAST_STEP = 2 ** -400;
/** Farther from the anchor, in steps, the anchor is moved, because longer numbers make longer JSON. */
const FAR = 999;

/** The last samples of a series, and how far they usually lie apart. Plain JSON, kept short. */
export interface Window {
  /** Values are whole numbers of steps from here; a step is a power of two. */
  anchor: number;
  step: number;
  /** Newest last; one less than a window has, because a sample is judged as the last of it. */
  values: number[];
  /** Usual distance of a sample from the mean of its window. */
  scale: number;
  /** Samples that the scale is about, up to its memory. */
  n: number;
  /** Outliers in a row. */
  outliers: number;
}

/** A window that has seen nothing. */
export function emptyWindow(): Window {
  return { anchor: 0, step: 1, values: [], scale: 0, n: 0, outliers: 0 };
}

/**
 * Fills `shape` with the window of `size` samples that ends with `value`: without its level, in scales, of which `least` is the
 * smallest. False while there is none, and for an outlier.
 */
export function shapeOf(
  window: Window,
  value: number,
  least: number,
  shape: Float64Array,
  size: number,
): boolean {
  const { values } = window;
  if (values.length !== size - 1) return false;
  const last = stepsTo(window, value);
  const sum = sumOf(values);
  const perStep = window.step / Math.max(window.scale, least);
  if (isOutlier(window, (last - sum / (size - 1)) * perStep)) return false;
  const mean = (sum + last) / size;
  for (let i = 0; i < size - 1; i += 1) shape[i] = clipped(perStep * ((values[i] as number) - mean));
  shape[size - 1] = clipped(perStep * (last - mean));
  return true;
}

/** Takes a sample in; the oldest leaves a window that is full. So many outliers in a row as it has samples are a new level. */
export function slide(window: Window, value: number, least: number, size: number): void {
  const { values } = window;
  const distance = value - levelOf(window);
  if (values.length > 0 && isOutlier(window, distance / Math.max(window.scale, least))) {
    window.outliers += 1;
    if (window.outliers < size) return;
    values.length = 0;
  }
  window.outliers = 0;
  if (values.length === 0) window.anchor = value;
  else learnScale(window, Math.abs(distance), least);
  if (values.length === size - 1) values.shift();
  keepSteps(window, value, least);
  values.push(Math.round(stepsTo(window, value)));
}

/** Mean of the samples before this one. */
export function levelOf({ anchor, step, values }: Window): number {
  return values.length === 0 ? anchor : anchor + (step * sumOf(values)) / values.length;
}

function isOutlier({ n }: Window, scales: number): boolean {
  return n >= LEARNED && Math.abs(scales) > OUTLIER;
}

function learnScale(window: Window, distance: number, least: number): void {
  const limit = window.n < LEARNED ? distance : CLIP * Math.max(window.scale, least);
  if (window.n < SCALE_MEMORY) window.n += 1;
  window.scale += (Math.min(distance, limit) - window.scale) / window.n;
}

/** Chooses steps that suit the scale, and an anchor that is near. */
function keepSteps(window: Window, value: number, least: number): void {
  const scale = Math.max(window.scale, least);
  const steps = scale / window.step;
  const fits = steps >= LEAST_STEPS && steps <= MOST_STEPS;
  if (fits && Math.abs(stepsTo(window, value)) <= FAR) return;
  const step = fits ? window.step : Math.max(LEAST_STEP, 2 ** Math.ceil(Math.log2(scale / MOST_STEPS)));
  const { values, anchor } = window;
  const factor = window.step / step;
  const moved = (anchor - value) / step;
  for (let i = 0; i < values.length; i += 1) {
    values[i] = Math.round((values[i] as number) * factor + moved);
  }
  window.step = step;
  window.anchor = value;
}

function stepsTo({ anchor, step }: Window, value: number): number {
  return (value - anchor) / step;
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] as number;
  return sum;
}

function clipped(place: number): number {
  return Math.min(CLIP, Math.max(-CLIP, place));
}
