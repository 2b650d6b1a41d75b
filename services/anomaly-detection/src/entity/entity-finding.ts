import { type Contribution, ENTITY_METRIC, severityOf } from '@aiops/contracts';
import { type EvidenceUrls, queryEvidence } from '../evidence.ts';
import type { Finding } from '../lifecycle.ts';
import { formatValue } from '../wording.ts';
import type { EntityMetric, EntityState } from './entity-state.ts';

/** Metrics that are named one by one, and those of them in the summary. */
const NAMED = 5;
const IN_SUMMARY = 3;
/** A metric with a smaller share did not move. */
const MIN_SHARE = 0.05;

interface Part {
  readonly metric: EntityMetric;
  readonly share: number;
}

/** What the detectors found in a row that began at `at`: `shares` says how much each place has to do with it. */
export function entityFinding(
  entity: EntityState,
  { score, lead }: { readonly score: number; readonly lead: string },
  shares: readonly number[],
  at: number,
  urls: EvidenceUrls | undefined,
): Finding {
  const parts: Part[] = [];
  for (const [place, metric] of entity.metrics.entries()) {
    if (metric !== null && (shares[place] as number) > 0)
      parts.push({ metric, share: shares[place] as number });
  }
  parts.sort((a, b) => b.share - a.share);
  const named = parts.filter(({ share }, i) => i < NAMED && (i === 0 || share >= MIN_SHARE));
  const startedAt = entity.statistical.since;
  return {
    type: 'ml',
    name: 'detected',
    detector: lead,
    startedAt,
    score,
    severity: severityOf(score),
    reason: named.every(({ metric }) => Math.abs(metric.residual) < 1)
      ? 'metrics no longer move together'
      : 'metrics moved together',
    summary: summaryOf(entity, named),
    contributions: contributionsOf(parts, named, score, lead),
    evidence: named
      .slice(0, IN_SUMMARY)
      .filter(({ metric }) => metric.query !== '')
      .map(({ metric }) =>
        queryEvidence(urls, 'metric', `${metric.metric} of ${entity.subject.entity.name}`, metric.query, {
          from: startedAt,
          to: at,
        }),
      ),
  };
}

function contributionsOf(
  parts: readonly Part[],
  named: readonly Part[],
  score: number,
  detector: string,
): Contribution[] {
  const contributions: Contribution[] = named.map(({ metric, share }) => ({
    detector,
    metric_name: metric.metric,
    score: share * score,
    detail: described(metric),
  }));
  const rest = parts.length - named.length;
  if (rest > 0) {
    const left = named.reduce((sum, { share }) => sum - share, 1);
    const detail = `${rest} further metrics`;
    contributions.push({ detector, metric_name: ENTITY_METRIC, score: Math.max(0, left * score), detail });
  }
  return contributions;
}

function summaryOf(entity: EntityState, named: readonly Part[]): string {
  const { name } = entity.subject.entity;
  const list = named
    .slice(0, IN_SUMMARY)
    .map(({ metric }) => described(metric))
    .join(', ');
  const more = named.length > IN_SUMMARY ? ` and ${named.length - IN_SUMMARY} more` : '';
  const within = named.every(({ metric }) => Math.abs(metric.residual) < 1);
  return within
    ? `Metrics of ${name} no longer fit together, each within its own range: ${list}${more}`
    : `Metrics of ${name} moved together as they have not before: ${list}${more}`;
}

function described({ metric, value, lower, upper, unit = '' }: EntityMetric): string {
  return `${metric} is ${formatValue(value)}${unit} where ${formatValue(lower)} to ${formatValue(upper)} was expected`;
}
