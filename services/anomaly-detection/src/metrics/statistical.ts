import { type Contribution, severityOf } from '@aiops/contracts';
import { type EvidenceUrls, seriesEvidence } from '../evidence.ts';
import type { Finding } from '../lifecycle.ts';
import type { Subject } from '../subject.ts';
import { formatValue } from '../wording.ts';
import type { EnsembleVerdict } from './ensemble.ts';

/** Consecutive samples below the threshold after which a series is normal again. */
export const CALM_SAMPLES = 5;
/** A single sample opens an anomaly from this many times the threshold on; below that it takes two in a row. */
export const SINGLE_SAMPLE_FACTOR = 2;

/** How far the detectors' view of a series has come. */
export interface StatisticalState {
  active: boolean;
  /** Consecutive samples at or above the threshold, and when they began. */
  hot: number;
  since: number;
  /** Consecutive samples below it while active, and when they began. */
  calm: number;
  calmSince: number;
}

export function idleStatistical(): StatisticalState {
  return { active: false, hot: 0, since: 0, calm: 0, calmSince: 0 };
}

/**
 * Takes one score into account. Returns the time at which the anomalous span ended, when this sample proves it, else
 * undefined. Noise crosses a threshold once in a while but rarely twice in a row; an outage does.
 */
export function stepStatistical(
  state: StatisticalState,
  score: number,
  at: number,
  threshold: number,
): number | undefined {
  if (score >= threshold) {
    if (state.hot === 0 && !state.active) state.since = at;
    state.hot += 1;
    state.calm = 0;
    if (state.hot >= 2 || score >= SINGLE_SAMPLE_FACTOR * threshold) state.active = true;
    return undefined;
  }
  state.hot = 0;
  if (!state.active) return undefined;
  if (state.calm === 0) state.calmSince = at;
  state.calm += 1;
  if (state.calm < CALM_SAMPLES) return undefined;
  state.active = false;
  state.calm = 0;
  return state.calmSince;
}

/** What the detectors found, in words and numbers. */
export function statisticalFinding(
  subject: Subject,
  value: number,
  at: number,
  startedAt: number,
  verdict: EnsembleVerdict,
  urls: EvidenceUrls | undefined,
): Finding {
  const contributions: Contribution[] = [];
  let lead = verdict.verdicts[0];
  for (const entry of verdict.verdicts) {
    if (!entry.verdict.ready) continue;
    if (lead === undefined || !lead.verdict.ready || entry.verdict.score > lead.verdict.score) lead = entry;
    const detail = entry.verdict.detail || 'inside its band';
    contributions.push({ detector: entry.kind, score: entry.verdict.score, detail });
  }
  if (lead === undefined) throw new Error(`${subject.series} is anomalous without a detector`);
  const { lower, mid, upper, detail } = lead.verdict;
  const { metric, entity } = subject;
  return {
    type: 'statistical',
    name: 'detected',
    detector: lead.kind,
    startedAt,
    score: verdict.score,
    severity: severityOf(verdict.score),
    reason: value > mid ? 'above the expected range' : 'below the expected range',
    summary: `${metric} of ${entity.name} is ${formatValue(value)} where ${lead.kind} expected ${formatValue(lower)} to ${formatValue(upper)}: ${detail}`,
    value,
    expected: { lower, mid, upper },
    contributions,
    evidence: [seriesEvidence(urls, subject, { from: startedAt, to: at })],
  };
}
