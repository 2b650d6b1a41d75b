import type { Sighting } from './sighting.ts';

/** A firing anomaly that nothing was heard of for this long has lost its source. */
const LOST_AFTER_MS = 24 * 3_600_000;

/**
 * When an anomaly counts as over: at its end; when nobody will ever say that it ended (logs, traces, and what was typed
 * without a status), after `quietMs` without news; else after a day without news.
 */
export function overAt(sighting: Sighting, quietMs: number): number {
  if (sighting.endedAt !== null) return sighting.endedAt;
  const { anomaly_type: type, status } = sighting.message;
  const unending = type === 'log' || type === 'trace' || status === undefined;
  return sighting.newsAt + (unending ? quietMs : Math.max(quietMs, LOST_AFTER_MS));
}
