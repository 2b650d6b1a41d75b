import { ENTITY_METRIC, seriesKey } from '@aiops/contracts';
import type { OpenAnomaly } from '../lifecycle.ts';
import { idleStatistical, type StatisticalState } from '../metrics/statistical.ts';
import type { EntityRef, Subject } from '../subject.ts';
import type { RecentBand } from './recent-band.ts';

/** What the keys of entities begin with in the state of a task. */
export const ENTITY_PREFIX = 'entities/';

/** What the row knows about one series of the entity. */
export interface EntityMetric extends RecentBand {
  readonly metric: string;
  /** Query that shows the series, empty where it would be too long to keep. */
  readonly query: string;
  /** Newest sample: event time (ms) and value. */
  at: number;
  value: number;
  /** What a sentence says after its numbers; absent where they are plain. */
  unit?: string;
  /** Usual distance of samples in ms, 0 while it is not known. */
  usual: number;
}

/** What is known about an entity as a whole, without the models. Plain JSON, mutated in place. */
export interface EntityState {
  readonly subject: Subject;
  /** A series keeps its place; that of a series which was forgotten is null until another takes it. */
  readonly metrics: (EntityMetric | null)[];
  /** Event time at which the row under way began, 0 before the first. */
  rowAt: number;
  /** True once it was told that the entity has more series than a row has places. */
  told: boolean;
  /** What the detectors gathered since they were fitted, by their names. */
  readonly gathered: Record<string, unknown>;
  readonly statistical: StatisticalState;
  lastEnd: number;
  open: OpenAnomaly | null;
}

export function emptyEntity(entity: EntityRef, domain: string): EntityState {
  return {
    subject: {
      series: seriesKey(entity.id, ENTITY_METRIC, {}),
      entity,
      domain,
      metric: ENTITY_METRIC,
      labels: {},
    },
    metrics: [],
    rowAt: 0,
    told: false,
    gathered: {},
    statistical: idleStatistical(),
    lastEnd: 0,
    open: null,
  };
}
