import type { Severity } from '@aiops/contracts';
import { compareText } from '../compare-text.ts';
import { round4 } from '../rounding.ts';
import type { Sighting } from '../signals/sighting.ts';
import type { CitedAnomaly } from './terms/term-inputs.ts';

/** Score at which severity is one half: the usual threshold of an anomaly. */
const HALF_SCORE = 2;
/** What a further distinct series adds, and how many of them count. */
const PER_SERIES = 0.03;
const COUNTED_SERIES = 3;
/** A rule may call something critical whose score says little: the lowest score that a severity stands for. */
const LEAST_SCORE: Readonly<Record<Severity, number>> = { low: 0, medium: 2, high: 3, critical: 5 };

/** How badly an entity is off, 0…1: {@link severityOf} its worst anomalies. */
export function entitySeverity(anomalies: readonly Sighting[]): number {
  return severityOf(worstOfSeries(anomalies));
}

/** The worst anomaly of each distinct series, worst first, as many as count. */
export function worstOfSeries(anomalies: readonly Sighting[]): CitedAnomaly[] {
  const [only, next] = anomalies;
  // As it is with most of the entities of a large outage.
  if (only !== undefined && next === undefined)
    return [{ anomaly_id: only.id, score: only.score, severity: only.severity }];
  const cited = anomalies.map(({ id, score, severity, series }) => ({
    series,
    cited: { anomaly_id: id, score, severity },
  }));
  cited.sort(
    ({ cited: a }, { cited: b }) => reading(b) - reading(a) || compareText(a.anomaly_id, b.anomaly_id),
  );
  const worst = new Map<string, CitedAnomaly>();
  for (const { series, cited: one } of cited) if (!worst.has(series)) worst.set(series, one);
  return [...worst.values()].slice(0, 1 + COUNTED_SERIES);
}

/**
 * score / (score + 2) of the worst anomaly, plus 0.03 for that of each further distinct series up to three. Bounded, so that one
 * wild score cannot outvote everything else that is known.
 */
export function severityOf(worst: readonly CitedAnomaly[]): number {
  if (worst.length === 0) return 0;
  const most = Math.max(...worst.map(reading));
  const further = Math.min(worst.length - 1, COUNTED_SERIES);
  return round4(Math.min(1, most / (most + HALF_SCORE) + PER_SERIES * further));
}

function reading({ score, severity }: CitedAnomaly): number {
  return Math.max(score, LEAST_SCORE[severity]);
}
