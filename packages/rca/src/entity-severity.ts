import type { Severity } from '@aiops/contracts';
import { round4 } from './rounding.ts';
import type { Sighting } from './sighting.ts';

/** Score at which severity is one half: the usual threshold of an anomaly. */
const HALF_SCORE = 2;
/** What a further distinct series adds, and how many of them count. */
const PER_SERIES = 0.03;
const COUNTED_SERIES = 3;
/** A rule may call something critical whose score says little: the lowest score that a severity stands for. */
const LEAST_SCORE: Readonly<Record<Severity, number>> = { low: 0, medium: 2, high: 3, critical: 5 };

/**
 * How badly an entity is off, 0…1: score / (score + 2) of its worst anomaly, plus 0.03 for each further distinct series
 * up to three. Bounded, so that one wild score cannot outvote everything else that is known.
 */
export function entitySeverity(anomalies: readonly Sighting[]): number {
  if (anomalies.length === 0) return 0;
  const worst = Math.max(...anomalies.map(({ score, severity }) => Math.max(score, LEAST_SCORE[severity])));
  const further = new Set(anomalies.map(({ series }) => series)).size - 1;
  const value = worst / (worst + HALF_SCORE) + PER_SERIES * Math.min(further, COUNTED_SERIES);
  return round4(Math.min(1, value));
}
