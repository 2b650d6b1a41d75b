import type { AlertHistory } from '../memory/alert-history.ts';
import type { ChangeMemory } from '../memory/change-memory.ts';
import type { DeviationMemory } from '../memory/deviation-memory.ts';
import type { KnownMaintenance } from '../memory/known-maintenance.ts';
import type { DelayHistory } from '../memory/learned-delays.ts';
import type { AlertMemory } from '../memory/reported-alert.ts';
import type { Sighting } from '../signals/sighting.ts';

/** One anomaly of an incident and why it belongs there. */
export interface Member extends Sighting {
  reason: string;
}

/** An incident that comes back again and again. Plain JSON. */
export interface Flapping {
  /** How often it came back. */
  times: number;
  /** Event time (epoch ms) at which it first did. */
  since: number;
}

/**
 * A group of related anomalies. `forming` is not published yet; `open` has been; `resolved` is kept for a while because a
 * new related anomaly reopens it.
 */
export interface Incident {
  phase: 'forming' | 'open' | 'resolved';
  /** Id in the contract's sense once open; before that only a key within the domain. */
  id: string;
  /** Anomaly that it is named after; set when it opens. */
  triggerId: string | null;
  revision: number;
  /** In the order of their onsets. */
  members: Member[];
  /** Members ever taken, also those that were dropped beyond the limit. */
  total: number;
  /** When the last anomaly joined, rose or ended. */
  newsAt: number;
  publishedAt: number;
  /** Timers, in event time; null when not set. */
  openAt: number | null;
  updateAt: number | null;
  resolveAt: number | null;
  forgetAt: number | null;
  resolvedAt: number | null;
  /** Whether the history has counted it. */
  counted?: boolean;
  /** Event times at which it came back last, within the span that counts; absent when it never did. */
  returns?: number[];
  /** How often it came back, and since when. */
  flapping?: Flapping;
}

/** Everything remembered of one correlation domain. Plain JSON. */
export interface DomainState {
  /** Event time up to which everything has been seen; null before the first message. */
  clock: number | null;
  /** Anomalies that nothing is related to yet, oldest news first. */
  loose: Sighting[];
  incidents: Incident[];
  /** What incidents before looked like; absent before the first has settled. */
  history?: AlertHistory;
  /** How long after each other neighbours failed in them. */
  delays?: DelayHistory;
  /** Maintenance that was announced; absent before the first. */
  maintenance?: KnownMaintenance[];
  /** What lay outside its usual range of late. */
  deviations: DeviationMemory;
  /** What was changed of late; absent before the first change. */
  changes?: ChangeMemory;
  /** Alerts of rule engines of late; absent before the first. */
  alerts?: AlertMemory;
  /** Event time at which old ones were forgotten last; null before the first. */
  forgotAt: number | null;
}

/** Limits of the memory of one correlation domain. */
export const limits = {
  /**
   * Members kept per incident; beyond that the weakest goes, and only the total counts it. All of them are in the
   * message, which must stay well below a megabyte.
   */
  members: 200,
  /** Forming and open incidents; beyond that the one longest without news is resolved early. */
  incidents: 100,
  /** Unrelated anomalies; beyond that the one longest without news is forgotten. */
  loose: 5000,
} as const;

export function emptyDomain(): DomainState {
  return { clock: null, loose: [], incidents: [], deviations: {}, forgotAt: null };
}

/** Settings of the incident lifecycle, in milliseconds of event time. */
export interface LifecycleOptions {
  readonly windowMs: number;
  readonly waitMs: number;
  readonly resolveAfterMs: number;
  /** Least time between two `updated` revisions. */
  readonly updateEveryMs: number;
}
