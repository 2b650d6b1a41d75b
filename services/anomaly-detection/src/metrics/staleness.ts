import type { Config } from '@aiops/config';
import type { Severity } from '@aiops/contracts';
import type { KeyedState } from '@aiops/runtime';
import { createDueQueue, type DueQueue } from '../due-queue.ts';
import { type EvidenceUrls, seriesEvidence } from '../evidence.ts';
import type { Finding } from '../lifecycle.ts';
import { formatSpan } from '../wording.ts';
import { comesAndGoes } from './comes-and-goes.ts';
import type { SeriesState } from './series.ts';
import { lastGaps } from './stamps.ts';

/** Samples that a series needs before its silence means anything. */
export const MIN_SAMPLES = 5;
/** Intervals whose median is the usual one. */
const INTERVALS = 9;
/** Times that a series is let off because the watermark leapt. */
const MAX_SKIPS = 2;
const SEVERITY: Severity = 'high';
/** Silence is a matter of yes or no: it scores what the threshold of an anomaly is by default. */
const SCORE = 2;

type Options = Config['anomaly_detection']['staleness'];

/** Takes a series that is stale since `due`, or puts that off until the event time it answers with. */
type Tell = (series: SeriesState, due: number) => number | undefined;

/** Tells which series have fallen silent, while the event time of others in their domain went on. */
export interface Staleness {
  /**
   * To be called after the samples of a series. Its allowance counts from the watermark that its newest sample met, not
   * from that sample's own stamp: a source that lags behind the others, or whose clock does, is not silent for that.
   */
  touch(key: string, series: SeriesState, watermark: number): void;
  /**
   * The watermark of a domain came from `from` to `to`: calls `stale` for each series whose due time was passed, in the
   * order of those times. It may answer with a later time at which to judge the series again, which is not silent before. To be called once per message, so that the backfill of one series is one step and does not
   * make the others look silent.
   */
  judge(domain: string, from: number, to: number, stale: Tell): void;
}

/**
 * Keys that start with `prefix` hold series. What is due when is kept in each series; the queue over it is rebuilt here,
 * and is asked lazily, so that a sample of a regular series costs two additions.
 */
export function createStaleness(options: Options, state: KeyedState, prefix: string): Staleness {
  const queues = new Map<string, DueQueue>();
  const queueOf = (domain: string) => {
    let queue = queues.get(domain);
    if (queue === undefined) {
      queue = createDueQueue();
      queues.set(domain, queue);
    }
    return queue;
  };
  for (const key of state.keys()) {
    const series = key.startsWith(prefix) ? state.get<SeriesState>(key) : undefined;
    if (series !== undefined && series.due > 0) queueOf(series.subject.domain).schedule(key, series.due);
  }
  return {
    touch(key, series, watermark) {
      learnInterval(series);
      const isJudged = options.enabled && !comesAndGoes(series.subject.metric);
      const allowance = isJudged ? allowanceOf(series, options) : 0;
      const before = series.due;
      series.skips = 0;
      series.due = allowance === 0 ? 0 : watermark + allowance;
      // Whatever has a time already is in the queue with that one, or an earlier one.
      const isScheduled = before > 0 && before <= series.due;
      if (series.due > 0 && !isScheduled) queueOf(series.subject.domain).schedule(key, series.due);
    },
    judge(domain, from, to, stale) {
      if (!(to > from)) return;
      queues.get(domain)?.drain(to, (key, due) => {
        const series = state.get<SeriesState>(key);
        if (series === undefined || series.due === 0) return undefined;
        if (series.due > due) return series.due;
        const passed = series.due;
        if (pass(series, from, to, options)) tell(series, passed, stale);
        state.put(key, series);
        return series.due > 0 ? series.due : undefined;
      });
    },
  };
}

function tell(series: SeriesState, due: number, stale: Tell): void {
  const later = stale(series, due);
  series.silent = later === undefined;
  if (later !== undefined) series.due = later;
}

/**
 * The due time of a series was passed. True when it is stale. When the watermark came more than half of the series'
 * allowance in one step, the whole domain was silent and little is known about this series in particular: it gets its
 * allowance again, counted from there, a few times. Beyond the horizon it is forgotten instead.
 */
function pass(series: SeriesState, from: number, to: number, options: Options): boolean {
  const allowance = allowanceOf(series, options);
  const step = to - from;
  series.due = 0;
  if (allowance === 0 || step >= options.horizon) return false;
  if (step <= allowance / 2 || series.skips >= MAX_SKIPS) return true;
  series.skips += 1;
  if (to + allowance - series.stamps.newest < options.horizon) series.due = to + allowance;
  return false;
}

/** How long a series may be silent, or 0 when it is not judged. */
function allowanceOf(series: SeriesState, options: Options): number {
  if (series.usual === 0) return 0;
  const allowance = Math.max(options.minimum, options.factor * series.usual);
  return allowance < options.horizon ? allowance : 0;
}

/** Most series are regular, and then the median need not be taken again. */
function learnInterval(series: SeriesState): void {
  const { stamps, values } = series;
  if (values.length < MIN_SAMPLES) return;
  if (series.usual > 0 && stamps.gaps.at(-2) === series.usual) return;
  const intervals = lastGaps(stamps, INTERVALS).sort((a, b) => a - b);
  series.usual = intervals[intervals.length >>> 1] as number;
}

/** What the silence of a series is called. It began when the first sample did not come. */
export function stalenessFinding(series: SeriesState, due: number, urls: EvidenceUrls | undefined): Finding {
  const { metric, entity } = series.subject;
  const newest = series.stamps.newest;
  const silence = formatSpan(due - newest);
  const known = Math.min(INTERVALS + 1, series.values.length);
  const detail = `no sample for ${silence}, usually one every ${formatSpan(series.usual)}`;
  return {
    type: 'staleness',
    name: 'staleness',
    detector: 'staleness',
    startedAt: newest + series.usual,
    score: SCORE,
    severity: SEVERITY,
    reason: 'silent',
    summary: `${metric} of ${entity.name} has been silent for ${silence}; after its last ${known} samples staleness expected one every ${formatSpan(series.usual)}`,
    contributions: [{ detector: 'staleness', score: SCORE, detail }],
    evidence: [seriesEvidence(urls, series.subject, { from: newest, to: due })],
  };
}
