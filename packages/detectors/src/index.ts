export { type Detector, emptyVerdict, type Verdict } from './detector.ts';
export { type EwmaOptions, type EwmaState, ewma } from './ewma.ts';
export { type BoundDetector, type DetectorLookup, detectorNames, lookupDetector } from './registry.ts';
export { flooredScale } from './scale.ts';
export {
  addToSketch,
  emptySketch,
  mergeSketch,
  type QuantileSketch,
  sketchCount,
  sketchQuantile,
} from './sketch/quantile-sketch.ts';
export {
  countRequest,
  emptyFigures,
  type OperationFigures,
  type OperationSummary,
  summarize,
} from './spans/operation-figures.ts';
export { type Interval, selfTime } from './spans/self-time.ts';
export {
  bandWidth,
  MAX_SCORE,
  scoreOfDeviation,
  scoreOfLogProbability,
  scoreOfNormal,
} from './tail.ts';
export { type ZscoreOptions, type ZscoreState, zscore } from './zscore.ts';
