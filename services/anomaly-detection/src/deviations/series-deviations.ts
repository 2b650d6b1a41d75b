import { edgesOf, isRangeKnown, learnRange } from '@aiops/detectors';
import type { Emit, KeyedState } from '@aiops/runtime';
import { scaleFloor } from '../metrics/scale-floor.ts';
import type { SeriesState } from '../metrics/series.ts';
import type { Origin } from '../origin.ts';
import { deviationEvent } from './deviation.ts';
import { createFleetWidths } from './fleet-widths.ts';
import { isWorthTelling, LEAST_SIZE } from './told-deviation.ts';

/** A range counts for no less than this share of the median width of its metric, and of its own values. */
const FLEET_SHARE = 0.2;
const VALUE_SHARE = 0.003;
const SMALLEST_WIDTH = 1e-9;

/** Tells when a series leaves its usual range, and lets the range follow. */
export interface SeriesDeviations {
  /** A value (of a counter: its rate) at an event time (epoch ms), newer than all before. */
  observe(series: SeriesState, value: number, at: number, emit: Emit): void;
}

export function createSeriesDeviations(state: KeyedState, origin: Origin): SeriesDeviations {
  const widths = createFleetWidths(state);

  const widthOf = (metric: string, lower: number, upper: number) =>
    Math.max(
      upper - lower,
      FLEET_SHARE * widths.median(metric),
      VALUE_SHARE * Math.max(Math.abs(lower), Math.abs(upper)),
      scaleFloor(metric) ?? SMALLEST_WIDTH,
    );

  const tell = (series: SeriesState, value: number, at: number, emit: Emit) => {
    const { lower, upper } = edgesOf(series.range);
    const outside = Math.max(value - upper, lower - value);
    // The own width is the least that counts: most samples are done here.
    if (outside < LEAST_SIZE * (upper - lower)) return;
    const { entity, metric, labels, domain, series: id } = series.subject;
    const size = outside / widthOf(metric, lower, upper);
    const direction = value > upper ? 'up' : 'down';
    if (!isWorthTelling(series.told?.[direction], size, at)) return;
    series.told = { ...series.told, [direction]: { size, at } };
    const deviation = {
      entity,
      metric,
      kind: 'metric',
      labels,
      direction,
      size,
      value,
      lower,
      upper,
      at,
    } as const;
    origin.deviate(deviationEvent(deviation, id), domain, emit);
  };

  return {
    observe(series, value, at, emit) {
      const { range } = series;
      if (isRangeKnown(range)) tell(series, value, at, emit);
      if (!learnRange(range, value, at) || !isRangeKnown(range)) return;
      const { lower, upper } = edgesOf(range);
      widths.note(series.subject.metric, upper - lower);
    },
  };
}
