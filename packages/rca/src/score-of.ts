import type { Term } from '@aiops/contracts';
import { citedVictims } from './cited-victims.ts';
import type { Grounds } from './grounds.ts';
import type { Suspect } from './suspect.ts';
import { sumOf, weightOf } from './term.ts';
import type { TermInputs, TermName } from './term-inputs.ts';
import { termValue } from './term-values.ts';
import { isHearsay, termsOf } from './terms.ts';

/**
 * The score of a suspect: the sum of its terms. Thousands are suspected of a large outage and five are told, so that the terms
 * of one of which nothing is known but what depends on it are not made for that: those that are not zero are few.
 */
export function scoreOf(suspect: Suspect, grounds: Grounds): number {
  return isQuiet(suspect, grounds)
    ? sumOf(quietTerms(suspect.entity, grounds))
    : sumOf(termsOf(suspect, grounds, 'summed'));
}

/** Whether nothing is known of a suspect but who depends on it. */
function isQuiet({ finding, entity }: Suspect, grounds: Grounds): boolean {
  const { alarms, signs, changes, maintenance, map } = grounds;
  if (finding !== undefined || alarms !== undefined || signs.has(entity)) return false;
  if (changes?.byEntity.has(entity) || maintenance.has(entity)) return false;
  return !isHearsay(entity, map);
}

function quietTerms(entity: string, { map, rarityOf, incidents }: Grounds): Pick<Term, 'value' | 'weight'>[] {
  const { standing, trust, surprise, most } = rarityOf(entity);
  const affected = map.affectedDependents(entity);
  const terms = [
    addend('explains', { standing, ...citedVictims(entity, map.victims(entity), 'summed') }),
    addend('centrality', { dependents: map.index?.dependents(entity).length ?? 0 }),
    addend('silent', affected),
  ];
  if (trust > 0) terms.push(addend('rarity', { incidents, surprise, most }));
  return terms;
}

function addend<Name extends TermName>(name: Name, inputs: TermInputs[Name]) {
  return { value: termValue(name, inputs), weight: weightOf(name) };
}
