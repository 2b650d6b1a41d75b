export type { PlanJson, RunEntryJson, RunJson } from './api/run-json.ts';
export type { IncidentSummary } from './api/views/incident-summary.ts';
export { colorReport } from './report/color-report.ts';
export { renderReport } from './report/report.ts';
export { safeText } from './report/safe-text.ts';
export { checkRunbook, type RunbookProblem } from './runbooks/check-runbook.ts';
export {
  appliesTo,
  matchRunbooks,
  type RunbookMatch,
  type RunbookSubject,
} from './runbooks/match-runbooks.ts';
export { type RunbookFolder, readRunbooks } from './runbooks/read-runbooks.ts';
export { type Runbooks, startRunbooks } from './runbooks/start-runbooks.ts';
export { createInsightsAction, type InsightsActionOptions, type InsightsCounters } from './service.ts';
export { type OnReport, type RunningInsights, startInsightsAction } from './start.ts';
