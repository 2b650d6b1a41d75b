export { type Detector, emptyVerdict, type Verdict } from './detector.ts';
export { type EwmaOptions, type EwmaState, ewma } from './ewma.ts';
export { type BoundDetector, type DetectorLookup, detectorNames, lookupDetector } from './registry.ts';
export { flooredScale } from './scale.ts';
export {
  bandWidth,
  MAX_SCORE,
  scoreOfDeviation,
  scoreOfLogProbability,
  scoreOfNormal,
} from './tail.ts';
export { type Template, templateText } from './templates/template.ts';
export {
  createTemplateMiner,
  emptyMiner,
  type Match,
  type MinerOptions,
  type MinerState,
  type TemplateMiner,
} from './templates/template-miner.ts';
export { type ZscoreOptions, type ZscoreState, zscore } from './zscore.ts';
