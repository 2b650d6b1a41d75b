import { type Contribution, severityOf } from '@aiops/contracts';
import { type EvidenceUrls, seriesEvidence } from '../evidence.ts';
import type { Finding } from '../lifecycle.ts';
import type { Subject } from '../subject.ts';
import { formatValue } from '../wording.ts';
import type { EnsembleVerdict } from './ensemble.ts';

/** Consecutive calm samples after which a series is normal again. */
export const CALM_SAMPLES = 5;
/** A single sample opens an anomaly from this many times the threshold on, if it is news; below it takes two in a row. */
export const SINGLE_SAMPLE_FACTOR = 1.25;
/** What is anomalous stays so until its score is below this share of the threshold: at 2, until it is inside the band. */
const CALM_SHARE = 0.5;

/** How far the detectors' view of a series has come. */
export interface StatisticalState {
  active: boolean;
  /** Consecutive samples at or above the threshold, and when they began. */
  hot: number;
  since: number;
  /** Consecutive calm samples while active, and when they began. */
  calm: number;
  calmSince: number;
}

export function idleStatistical(): StatisticalState {
  return { active: false, hot: 0, since: 0, calm: 0, calmSince: 0 };
}

/**
 * Takes one score into account, and whether it is news. Returns the time at which the anomalous span ended, when
 * this sample proves it, else undefined. Noise crosses a threshold once in a while but rarely twice in a row; an outage does.
 */
export function stepStatistical(
  state: StatisticalState,
  score: number,
  isNews: boolean,
  at: number,
  threshold: number,
): number | undefined {
  if (state.active) return stepActive(state, score, at, threshold);
  if (score < threshold) {
    state.hot = 0;
    return undefined;
  }
  if (state.hot === 0) state.since = at;
  state.hot += 1;
  if (state.hot >= 2 || (isNews && score >= SINGLE_SAMPLE_FACTOR * threshold)) state.active = true;
  return undefined;
}

function stepActive(
  state: StatisticalState,
  score: number,
  at: number,
  threshold: number,
): number | undefined {
  if (score >= CALM_SHARE * threshold) {
    state.calm = 0;
    return undefined;
  }
  if (state.calm === 0) state.calmSince = at;
  state.calm += 1;
  if (state.calm < CALM_SAMPLES) return undefined;
  state.active = false;
  state.hot = 0;
  state.calm = 0;
  return state.calmSince;
}

/** What the detectors found, in words and numbers. With a `unit`, which begins with a space, `value` is a rate in it. */
export function statisticalFinding(
  subject: Subject,
  value: number,
  at: number,
  startedAt: number,
  verdict: EnsembleVerdict,
  urls: EvidenceUrls | undefined,
  unit = '',
): Finding {
  const [lead] = verdict.verdicts.filter((entry) => entry.verdict.score === verdict.score);
  if (lead === undefined) throw new Error(`${subject.series} is anomalous without a detector`);
  const { lower, mid, upper, detail } = lead.verdict;
  const { metric, entity } = subject;
  const verb = unit === '' ? 'is' : 'grows by';
  return {
    type: 'statistical',
    name: 'detected',
    detector: lead.kind,
    startedAt,
    score: verdict.score,
    severity: severityOf(verdict.score),
    reason: value > mid ? 'above the expected range' : 'below the expected range',
    summary: `${metric} of ${entity.name} ${verb} ${formatValue(value)}${unit} where ${lead.kind} expected ${formatValue(lower)} to ${formatValue(upper)}${unit}: ${detail}`,
    value,
    expected: { lower, mid, upper },
    contributions: contributionsOf(verdict),
    evidence: [seriesEvidence(urls, subject, { from: startedAt, to: at })],
  };
}

/** The score, shared out among the detectors by how far each is outside its band. */
function contributionsOf({ score, verdicts }: EnsembleVerdict): Contribution[] {
  const outside = verdicts.filter(({ verdict }) => verdict.ready && verdict.score >= 1);
  const voting = outside.length > 0 ? outside : verdicts.filter(({ verdict }) => verdict.score === score);
  const sum = voting.reduce((total, { verdict }) => total + verdict.score, 0);
  return voting.map(({ kind, verdict }) => ({
    detector: kind,
    score: sum === 0 ? 0 : (score * verdict.score) / sum,
    detail: `${verdict.detail} (score ${verdict.score.toFixed(1)} by itself)`,
  }));
}
