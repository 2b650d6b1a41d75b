import type { Candidate, RcaResult, Term } from '@aiops/contracts';
import { confidencesOf } from '../ranking/confidence.ts';
import { sumOf, weightOf } from '../ranking/terms/term.ts';
import type { TermInputs } from '../ranking/terms/term-inputs.ts';
import { isTermName, termValue } from '../ranking/terms/term-values.ts';
import { misquotes } from './citations.ts';

/** What a candidate of a result comes out as; NaN where its inputs are missing or make no sense. */
export interface RecomputedCandidate {
  /** By the order of its terms. */
  readonly values: readonly number[];
  readonly score: number;
  readonly confidence: number;
}

/** A result, computed again from what it shows. */
export interface Recomputed {
  /** By rank, as in the result. */
  readonly candidates: readonly RecomputedCandidate[];
  /** Where the result states something else than what follows from its own evidence, in words; empty when it is sound. */
  readonly differences: readonly string[];
}

/**
 * Computes the values, the scores and the confidences of a published result again, from nothing but the result: from the inputs of
 * its terms, by the very functions that ranked it. A result of a release that ranked otherwise, or showed no inputs yet, differs.
 */
export function recompute(result: RcaResult): Recomputed {
  const { root_cause: cause, topology } = result;
  const computed = cause.candidates.map((candidate) => {
    const terms = candidate.terms.map((term) => {
      return { name: term.name, value: valueAgain(term), weight: weightAgain(term) };
    });
    return { terms, score: sumOf(terms) };
  });
  const inputs = cause.confidence_inputs;
  const confidences =
    inputs === undefined ? [] : confidencesOf(computed, inputs, topology?.status ?? 'unavailable');
  const candidates = computed.map(({ terms, score }, place) => ({
    values: terms.map(({ value }) => value),
    score,
    confidence: confidences[place] ?? Number.NaN,
  }));
  const differences = [
    ...cause.candidates.flatMap((candidate, place) => differencesOf(candidate, candidates[place])),
    ...headline(result, candidates),
    ...misquotes(result),
  ];
  return { candidates, differences };
}

function valueAgain({ name, inputs }: Term): number {
  if (!isTermName(name) || inputs === undefined) return Number.NaN;
  try {
    return termValue(name, inputs as TermInputs[typeof name]);
  } catch {
    // What somebody has written there instead of the inputs of this term.
    return Number.NaN;
  }
}

function weightAgain({ name }: Term): number {
  return isTermName(name) ? weightOf(name) : Number.NaN;
}

function differencesOf(candidate: Candidate, again: RecomputedCandidate | undefined): string[] {
  const { device, terms } = candidate;
  const found = terms.flatMap((term, place) => [
    ...differs(`${term.name} of ${device}`, term.value, again?.values[place]),
    ...differs(`the weight of ${term.name} of ${device}`, term.weight, weightAgain(term)),
  ]);
  return [
    ...found,
    ...differs(`the score of ${device}`, candidate.score, again?.score),
    ...differs(`the confidence of ${device}`, candidate.confidence, again?.confidence),
  ];
}

/** What the result says at its top about its first candidate, and the order of the candidates. */
function headline({ root_cause: cause }: RcaResult, candidates: readonly RecomputedCandidate[]): string[] {
  const [first] = cause.candidates;
  const found = differs('the confidence of the cause', cause.confidence, candidates[0]?.confidence ?? 0);
  if (cause.root_cause_device !== (first?.device ?? null))
    found.push(`the cause is ${cause.root_cause_device}, but the first candidate is ${first?.device}`);
  if (candidates.some(({ score }, place) => score > (candidates[place - 1]?.score ?? score)))
    found.push('the candidates are not in the order of their scores');
  return found;
}

function differs(what: string, stated: number, again: number | undefined): string[] {
  return stated === again ? [] : [`${what} is stated as ${stated}; its evidence gives ${again}`];
}
