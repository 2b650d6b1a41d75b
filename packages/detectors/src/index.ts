export { beginGrowth, type Growth, rateBetween, stepGrowth } from './counters/growth.ts';
export { type Detector, emptyVerdict, type Verdict } from './detector.ts';
export { edgesOf, isRangeKnown, learnRange, newRange, type UsualRange } from './range/usual-range.ts';
export { type BoundDetector, type DetectorLookup, detectorNames, lookupDetector } from './registry.ts';
export { labelMatcher } from './rules/label-matcher.ts';
export type { Comparison, Rule, RuleLevel } from './rules/rule.ts';
export { ruleScore, ruleSeverity } from './rules/rule-limit.ts';
export {
  type CompiledRule,
  groupLabels,
  type MetricRules,
  type RuleGroup,
  type RuleSet,
  ruleSet,
} from './rules/rule-set.ts';
export type { GroupMember, RuleSpan, RuleSpans } from './rules/rule-span.ts';
export { type RuleTest, ruleTestFailures } from './rules/rule-test.ts';
export { stepGroup, worstMember } from './rules/step-group.ts';
export { forgetSpans, type RuleSample, type RuleStep, stepRule } from './rules/step-rule.ts';
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
export { MAX_SCORE, scoreOfLogProbability, scoreOfNormal } from './tail.ts';
export {
  emptyTail,
  learnTail,
  TAIL_ADOPTS_AFTER,
  TAIL_WARM_UP,
  type TailModel,
  tailEdge,
  tailReady,
  tailScore,
} from './tail-model.ts';
export { type Template, templateText } from './templates/template.ts';
export {
  createTemplateMiner,
  emptyMiner,
  type Match,
  type MinerOptions,
  type MinerState,
  type TemplateMiner,
} from './templates/template-miner.ts';
export { emptyVectorVerdict, type VectorVerdict } from './vector/vector-detector.ts';
export {
  type BoundVectorDetector,
  lookupVectorDetector,
  type StoredVectorState,
  vectorDetectorNames,
} from './vector/vector-registry.ts';
