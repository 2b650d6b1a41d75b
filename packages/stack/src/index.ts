export { derivedMetrics, ingestedMetrics } from './catalogue/detection-metrics.ts';
export { ownMetrics } from './catalogue/metrics/own.ts';
export { ownVariables, smokeVariables } from './catalogue/our-services.ts';
export { checkStack, type StackReport } from './check-stack.ts';
export { type Problem, problemLine } from './problem.ts';
