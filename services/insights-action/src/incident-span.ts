import { parseTimestamp, type RcaResult } from '@aiops/contracts';
import { onsetOf } from './anomaly-facts.ts';

/** When the incident began, epoch ms. */
export function startOf(result: RcaResult): number {
  return parseTimestamp(result.started_at ?? result.timestamp) ?? onsetOf(result.trigger_anomaly);
}

/** When it ended, epoch ms; for one that goes on, the time of this revision. */
export function endOf(result: RcaResult): number {
  return parseTimestamp(result.ended_at ?? result.timestamp) ?? startOf(result);
}
