import { severityRank } from '@aiops/contracts';
import { type Finding, type OpenAnomaly, opened, raised, resolved } from '../lifecycle.ts';
import type { Mute } from '../mutes/mute-set.ts';
import type { Subject } from '../subject.ts';
import { formatSpan, formatValue } from '../wording.ts';

/** What has at most one anomaly at a time: a series, or a group of them. */
export interface AnomalyHolder {
  readonly subject: Subject;
  /** Latest end of a cause of the open anomaly. */
  lastEnd: number;
  open: OpenAnomaly | null;
}

/**
 * One series, one anomaly. It opens with the first cause that is found and keeps that one's identity; causes that join
 * later only raise its severity; it ends with its last cause. Returns what is to be published, and keeps it in
 * `series.open`. `active` is true while any cause lasts, also one that has nothing new to say. Under a mute it opens withheld,
 * and is raised no further. `value`, with its `unit`, is what it ends with, NaN where that has no value.
 */
export function settle(
  series: AnomalyHolder,
  findings: readonly Finding[],
  active: boolean,
  at: number,
  mute: Mute | undefined,
  value = Number.NaN,
  unit = '',
): OpenAnomaly | undefined {
  const { open } = series;
  if (open !== null && !active) {
    // A rule that was cut off by a long silence has no end of its own.
    const endedAt = series.lastEnd === 0 ? at : series.lastEnd;
    const shown = Number.isNaN(value) ? undefined : value;
    const message = resolved(open, endedAt, at, endOf(series, open, endedAt, shown, unit), shown);
    series.open = null;
    series.lastEnd = 0;
    return message;
  }
  const finding = joined(findings);
  if (finding === undefined) return undefined;
  const message = open === null ? opened(series.subject, finding, at, mute) : raised(open, finding, at, mute);
  if (message !== undefined) series.open = message;
  return message;
}

/** What is to be published when a series is forgotten: an anomaly that is still open ends with it. */
export function forgotten(
  series: AnomalyHolder,
  idleAt: number,
  evictAfter: number,
): OpenAnomaly | undefined {
  if (series.open === null) return undefined;
  const { metric, entity } = series.subject;
  const summary = `${metric} of ${entity.name} has sent nothing for ${formatSpan(evictAfter)} and is no longer watched`;
  return resolved(series.open, idleAt, idleAt, summary);
}

/** Findings of one moment as one: the first names it, the worst sets its severity, all of them contribute. */
function joined(findings: readonly Finding[]): Finding | undefined {
  const [first, ...others] = findings;
  if (first === undefined || others.length === 0) return first;
  let { severity, score, value, expected } = first;
  for (const other of others) {
    if (severityRank(other.severity) > severityRank(severity)) severity = other.severity;
    score = Math.max(score, other.score);
    value ??= other.value;
    expected ??= other.expected;
  }
  return {
    ...first,
    severity,
    score,
    ...(value === undefined ? {} : { value }),
    ...(expected === undefined ? {} : { expected }),
    contributions: findings.flatMap(({ contributions }) => contributions),
  };
}

function endOf(
  series: AnomalyHolder,
  open: OpenAnomaly,
  endedAt: number,
  value: number | undefined,
  unit: string,
): string {
  const { metric, entity } = series.subject;
  const began = Date.parse(String(open.started_at));
  const lasting = `after ${formatSpan(endedAt - began)}`;
  const what = `${metric} of ${entity.name}`;
  if (open.anomaly_type === 'staleness') return `${what} is reported again ${lasting} of silence`;
  if (value === undefined) return `${what} is normal again ${lasting}`;
  const { expected } = open;
  const moved = expected !== undefined && (value < expected.lower || value > expected.upper);
  return moved && open.anomaly_type === 'statistical'
    ? `${what} stays at ${formatValue(value)}${unit}, which has become its normal level ${lasting}`
    : `${what} is back to normal at ${formatValue(value)}${unit} ${lasting}`;
}
