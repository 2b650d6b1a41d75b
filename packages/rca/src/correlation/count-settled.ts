import { emptyAlertHistory, learnIncident } from '../memory/alert-history.ts';
import { learnDelays } from '../memory/delay-history.ts';
import type { Space } from './correlate.ts';
import type { DomainState } from './incident-state.ts';

/**
 * Lets the histories count, once each, the published incidents that nothing was heard of for a window before `at`. Most alerts
 * never say that they ended, and then an incident stays open for a day; what the next ones can be compared with is known
 * earlier. What settles together was one storm that the topology only split, and counts as one. Called before anything is
 * published, and only at event times, so that it does not depend on where batches end.
 */
export function countSettled(state: DomainState, at: number, { index, windowMs }: Space): void {
  const settled = state.incidents.filter(
    ({ phase, counted, newsAt }) => phase !== 'forming' && counted !== true && newsAt + windowMs < at,
  );
  if (settled.length === 0) return;
  state.history ??= emptyAlertHistory();
  const alerts = settled.flatMap(({ members }) => members);
  learnIncident(state.history, alerts);
  if (index !== undefined) {
    state.delays ??= {};
    learnDelays(state.delays, alerts, index, at, windowMs);
  }
  for (const incident of settled) incident.counted = true;
}
