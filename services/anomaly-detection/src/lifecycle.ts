import {
  type AnomalyMessage,
  anomalyId,
  type Contribution,
  type Evidence,
  formatTimestamp,
  type Severity,
  severityRank,
} from '@aiops/contracts';
import type { Mute } from './mutes/mute-set.ts';
import type { Subject } from './subject.ts';

/** Something that is wrong with a subject now, seen by one cause: a rule, the detectors, silence, error lines. */
export interface Finding {
  readonly type: AnomalyMessage['anomaly_type'];
  /** Part of the anomaly's id: a rule's name, `detected`, `staleness`, … */
  readonly name: string;
  readonly detector?: string;
  readonly rule?: string;
  readonly startedAt: number;
  readonly score: number;
  readonly severity: Severity;
  readonly reason: string;
  readonly summary: string;
  readonly value?: number;
  readonly expected?: { readonly lower: number; readonly mid: number; readonly upper: number };
  readonly contributions: readonly Contribution[];
  readonly evidence: readonly Evidence[];
}

/** An anomaly that lasts, as it was published last, or as a mute has kept it back. Part of the state. */
export type OpenAnomaly = AnomalyMessage & {
  anomaly_id: string;
  /** 0 for one that nobody has been told of. */
  revision: number;
  severity: Severity;
  /** The mute that keeps it back; absent once it is published. Never on a topic. */
  withheld?: Mute;
};

/**
 * Revision 1 of an anomaly. `at` is the event time at which it became certain, not the one at which it began. While a mute is
 * in effect it is withheld: it lasts like any other, but is not published before something is found after the mute.
 */
export function opened(subject: Subject, finding: Finding, at: number, mute: Mute | undefined): OpenAnomaly {
  return {
    anomaly_id: anomalyId(subject.series, finding.name, finding.startedAt),
    revision: mute === undefined ? 1 : 0,
    ...(mute === undefined ? {} : { withheld: mute }),
    status: 'firing',
    timestamp: formatTimestamp(at),
    started_at: formatTimestamp(finding.startedAt),
    anomaly_type: finding.type,
    ...(finding.detector === undefined ? {} : { detector: finding.detector }),
    ...(finding.rule === undefined ? {} : { rule: finding.rule }),
    metric_name: subject.metric,
    labels: subject.labels,
    entity_id: subject.entity.id,
    entity_type: subject.entity.type,
    entity_name: subject.entity.name,
    ...observed(finding),
  };
}

/**
 * The next revision when a finding is more severe than what was published, or the first one when a mute has withheld it; else,
 * and while a mute is in effect, undefined. Identity and type stay.
 */
export function raised(
  open: OpenAnomaly,
  finding: Finding,
  at: number,
  mute: Mute | undefined,
): OpenAnomaly | undefined {
  if (mute !== undefined) return undefined;
  if (open.withheld !== undefined) return released({ ...open, ...observed(finding) }, at);
  if (severityRank(finding.severity) <= severityRank(open.severity)) return undefined;
  return {
    ...open,
    ...observed(finding),
    score: Math.max(open.score, finding.score),
    revision: open.revision + 1,
    timestamp: formatTimestamp(at),
  };
}

/** Revision 1 of an anomaly that a mute has withheld and that goes on after it: it says since when, and why so late. */
export function released({ withheld, ...open }: OpenAnomaly, at: number): OpenAnomaly {
  const reason = withheld?.reason === undefined ? '' : ` (${withheld.reason})`;
  return {
    ...open,
    revision: open.revision + 1,
    timestamp: formatTimestamp(at),
    summary: `${open.summary}; since ${open.started_at}, held back by mute ${withheld?.name}${reason}`,
  };
}

/** The last revision. Score and severity stay at their highest; the summary says how it ended. */
export function resolved(
  open: OpenAnomaly,
  endedAt: number,
  at: number,
  summary: string,
  value?: number,
): OpenAnomaly {
  return {
    ...open,
    revision: open.revision + 1,
    status: 'resolved',
    timestamp: formatTimestamp(at),
    ended_at: formatTimestamp(endedAt),
    summary,
    ...(value === undefined ? {} : { value }),
  };
}

function observed(finding: Finding) {
  return {
    score: finding.score,
    severity: finding.severity,
    reason: finding.reason,
    summary: finding.summary,
    ...(finding.value === undefined ? {} : { value: finding.value }),
    ...(finding.expected === undefined ? {} : { expected: finding.expected }),
    contributions: [...finding.contributions],
    evidence: [...finding.evidence],
  };
}
