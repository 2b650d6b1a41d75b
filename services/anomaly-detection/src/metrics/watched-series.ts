import { topics } from '@aiops/contracts';
import type { Emit, KeyedState } from '@aiops/runtime';
import type { EntityFold } from '../entity/entity-fold.ts';
import type { OpenAnomaly } from '../lifecycle.ts';
import type { Mute } from '../mutes/mute-set.ts';
import { isFuture, type Origin } from '../origin.ts';
import type { RuleGroups } from '../rules/rule-groups.ts';
import type { Setup } from '../setup.ts';
import type { Subject } from '../subject.ts';
import { createIdleSeries } from './idle-series.ts';
import type { Samples } from './samples.ts';
import type { SeriesState } from './series.ts';
import { forgotten, settle } from './series-anomaly.ts';
import { createSeriesCap, tellCap } from './series-cap.ts';
import { createStaleness, stalenessFinding } from './staleness.ts';

interface WatchedSeriesOptions {
  readonly setup: Setup;
  readonly state: KeyedState;
  readonly origin: Origin;
  /** Keys that start with it hold series. */
  readonly prefix: string;
  readonly partitions: number;
  readonly groups: RuleGroups;
  readonly entities: EntityFold;
  readonly publish: (series: SeriesState, anomaly: OpenAnomaly | undefined, emit: Emit) => void;
}

/** The series of one partition, from their first sample until they are forgotten. */
export interface WatchedSeries {
  /** Whether a series that is not known may be watched from here on. If not, that is counted, and the first is told. */
  admit(subject: Subject, samples: Samples, recordedAt: number, emit: Emit): boolean;
  /** A series got samples that took its domain's watermark from `from` to `to`: says which others fell silent or idle. */
  advance(key: string, series: SeriesState, from: number, to: number, emit: Emit): void;
  /** A series got nothing that counts; a new one, with nothing but stamps from the future, waits from `recordedAt` on. */
  await(key: string, series: SeriesState, recordedAt: number): void;
}

export function createWatchedSeries(options: WatchedSeriesOptions): WatchedSeries {
  const { setup, state, origin, prefix, partitions, groups, entities, publish } = options;
  const { config, counters, urls } = setup;
  const staleness = createStaleness(config.staleness, state, prefix);
  const idle = createIdleSeries(config.series.evict_after, state, prefix);
  const cap = createSeriesCap(Math.ceil(config.series.max / partitions), state, prefix);

  /** A silence that is told when the mute is over, unless a sample comes. */
  const heldBack = ({ name, until }: Mute) => {
    counters.muted.inc({ mute: name });
    return until;
  };

  const judge = (domain: string, from: number, to: number, emit: Emit) => {
    staleness.judge(domain, from, to, (series, due) => {
      const mute = origin.muteOf(series.subject, due);
      if (mute !== undefined) return heldBack(mute);
      publish(series, settle(series, [stalenessFinding(series, due, urls)], true, due, undefined), emit);
      return undefined;
    });
    idle.judge(domain, from, to, (series, idleAt) => {
      publish(series, forgotten(series, idleAt, config.series.evict_after), emit);
      for (const anomaly of groups.forget(series, idleAt, config.series.evict_after))
        origin.publish(anomaly, series.subject.domain, emit);
      entities.forget(series, idleAt, emit);
      counters.evicted.inc({ topic: topics.metrics });
      cap.release();
    });
  };

  return {
    admit(subject, samples, recordedAt, emit) {
      if (cap.admit()) return true;
      // Time goes on with what there is no room for, too: that is how others fall idle and make room.
      const stamps = samples.map(([at]) => at).filter((at) => !isFuture(at, recordedAt));
      const newest = Math.max(...stamps);
      if (stamps.length > 0) judge(subject.domain, origin.advance(subject.domain, newest), newest, emit);
      if (cap.admit()) return true;
      counters.capped.inc({ topic: topics.metrics });
      if (cap.tell()) tellCap(subject, samples[0]?.[0] ?? recordedAt, cap.max, emit);
      return false;
    },
    advance(key, series, from, to, emit) {
      staleness.touch(key, series, to);
      idle.touch(key, series, to);
      judge(series.subject.domain, from, to, emit);
    },
    await(key, series, recordedAt) {
      if (!(series.idleAt > 0)) idle.touch(key, series, recordedAt);
    },
  };
}
