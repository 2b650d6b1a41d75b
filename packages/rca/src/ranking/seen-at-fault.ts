import type { Term } from '@aiops/contracts';
import { sumOf } from './terms/term.ts';

/** Direct evidence from which on an entity is broken for sure: silence alone is not. */
export const BROKEN = 0.5;
const DEVIATION_TERMS: readonly string[] = ['deviation', 'passed_on', 'deviation_by_hearsay'];

/** Whether a candidate is seen to be at fault itself: it is broken, or deviates by more than others pass on and hearsay takes away. */
export function isSeenAtFault(terms: readonly Pick<Term, 'name' | 'value' | 'weight'>[]): boolean {
  const isBroken = terms.some(({ name, value }) => name === 'direct_evidence' && value >= BROKEN);
  return isBroken || sumOf(terms.filter(({ name }) => DEVIATION_TERMS.includes(name))) > 0;
}
