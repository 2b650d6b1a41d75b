import type { Term } from '@aiops/contracts';
import type { TermInputs, TermName } from './term-inputs.ts';
import { termValue } from './term-values.ts';

/** Share of a deviation that does not count where only callers see it. */
export const HEARSAY_DISCOUNT = 0.65;
/** What a full deviation adds to the score, in hundredths. */
const DEVIATION = 900;

/** What a full value of each term adds to the score, in hundredths (whole numbers, so that sums are exact). */
const WEIGHTS: Readonly<Record<TermName, number>> = {
  severity: 35,
  explains: 45,
  explained_by: -45,
  direct_evidence: 20,
  rule: 10,
  onset: 5,
  centrality: 5,
  silent: -20,
  hearsay: -15,
  rarity: 60,
  change: 25,
  out_of_step: 10,
  just_before: 5,
  maintenance: 20,
  deviation: DEVIATION,
  passed_on: -DEVIATION,
  deviation_by_hearsay: -DEVIATION * HEARSAY_DISCOUNT,
};

/** One addend of a score: its value comes from its inputs, which it shows. */
export function term<Name extends TermName>(name: Name, inputs: TermInputs[Name], why: string): Term {
  return { name, value: termValue(name, inputs), weight: weightOf(name), why, inputs };
}

/** What a full value of a term adds to the score. */
export function weightOf(name: TermName): number {
  return WEIGHTS[name] / 100;
}

/** What a value (0…1, of whatever precision) adds to the score, in millionths: exact, so that their sum is. */
export function millionthsOf(name: TermName, value: number): number {
  return Math.round(value * 1e4) * WEIGHTS[name];
}

/** The sum of value × weight at six decimals, computed on whole numbers, so that it is exact. */
export function sumOf(terms: readonly Pick<Term, 'value' | 'weight'>[]): number {
  let millionths = 0;
  for (const { value, weight } of terms) millionths += Math.round(value * 1e4) * Math.round(weight * 1e2);
  return millionths / 1e6;
}
