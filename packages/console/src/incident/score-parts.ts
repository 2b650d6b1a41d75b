import type { Result } from '../live/api-types.ts';

type Candidate = Result['root_cause']['candidates'][number];
type Term = Candidate['terms'][number];

/** An addend of a score. */
export interface ScorePart {
  readonly term: Term;
  /** `value × weight` */
  readonly points: number;
}

/** The addends of a score that count, those that count most first. */
export function scoreParts({ terms }: Candidate): ScorePart[] {
  return terms
    .map((term) => ({ term, points: term.value * term.weight }))
    .filter(({ points }) => points !== 0)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
}

/** The largest addend of all candidates, to which the lengths of all bars refer; at least a tenth. */
export function largestPart(candidates: readonly Candidate[]): number {
  return candidates
    .flatMap(scoreParts)
    .reduce((largest, { points }) => Math.max(largest, Math.abs(points)), 0.1);
}
