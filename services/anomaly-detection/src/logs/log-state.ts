import type { Labels } from '@aiops/contracts';
import type { OpenAnomaly } from '../lifecycle.ts';
import type { EntityRef, Subject } from '../subject.ts';
import type { EntityMix } from './line-mix.ts';
import type { TemplatesState } from './template-state.ts';

/** All that is known about the lines of one entity. Plain JSON, mutated in place. */
export interface LogState {
  readonly entity: EntityRef;
  readonly domain: string;
  /** Labels of its first line: they name its stream. */
  readonly labels: Labels;
  /** Number of the event-time window of its newest line. */
  window: number;
  /** Error lines in that window, and fingerprints of its error and link lines. */
  errors: number;
  /** True when some of these came under a mute. */
  muted?: boolean;
  seen: number[];
  firstErrorAt: number;
  /** The last error lines, for the eye. */
  lines: string[];
  /** Error lines per window as learned from the windows before this one, and how many those were. */
  rate: number;
  windows: number;
  late: boolean;
  future: boolean;
  /** Open anomaly of error lines, and the number of the last noisy window. */
  noisy: { open: OpenAnomaly; window: number } | null;
  /** Open anomaly of links that are down, which ones, and when a line last spoke of them. */
  links: { open: OpenAnomaly; down: string[]; at: number } | null;
  /** What its lines are like, from its first one on. */
  templates?: TemplatesState;
  /** How often lines of each kind come, from its first one on. */
  mix?: EntityMix;
}

/** What anomalies of logs are called where metrics have their name. */
export type LogMetric = 'error_logs' | 'link_down' | 'log_burst' | 'log_news' | 'log_missing';

export function emptyLogs(entity: EntityRef, domain: string, labels: Labels, window: number): LogState {
  return {
    entity,
    domain,
    labels,
    window,
    errors: 0,
    seen: [],
    firstErrorAt: 0,
    lines: [],
    rate: 0,
    windows: 0,
    late: false,
    future: false,
    noisy: null,
    links: null,
  };
}

/** Log anomalies are about an entity, not about one of its streams: their series has no labels. */
export function logSubject(state: LogState, metric: LogMetric): Subject {
  const { entity, domain } = state;
  return { series: `${entity.id}|${metric}{}`, entity, domain, metric, labels: {} };
}
