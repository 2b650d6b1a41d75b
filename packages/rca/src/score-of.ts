import { changeTerms } from './change-term.ts';
import { signStrength } from './deviation-terms.ts';
import { directStrength } from './direct-evidence.ts';
import type { Grounds } from './grounds.ts';
import { strongestRule } from './rule-term.ts';
import type { Suspect } from './suspect.ts';
import { millionthsOf, sumOf } from './term.ts';
import { centralityValue, explainsValue, onsetValue, rarityValue, silentValue } from './term-values.ts';
import { termsOf } from './terms.ts';
import { explainedShare, onsetOrder } from './tie-order.ts';

/**
 * The score of a suspect: to the last bit the sum of its terms, see {@link termsOf}, of which only the values are computed here.
 * Thousands are suspected of a large outage, each of them is tied to dozens of others, and five are told.
 */
export function scoreOf(suspect: Suspect, grounds: Grounds): number {
  // A machine with alarms has some dozens of parts.
  if (grounds.alarms !== undefined) return sumOf(termsOf(suspect, grounds));
  const millionths = fromOutside(suspect, grounds) + fromItself(suspect, grounds);
  return (suspect.isQuiet ? millionths : millionths + fromBackground(suspect, grounds)) / 1e6;
}

/** What any suspect is known by: what depends on it, and how usual it is that it is in trouble. In millionths. */
function fromOutside({ entity, node }: Suspect, { map, rarityOf, isHearsay }: Grounds): number {
  const { standing, trust, surprise, most } = rarityOf(entity);
  let sum =
    millionthsOf('explains', explainsValue(standing, map.feltByVictims(node))) +
    millionthsOf('centrality', centralityValue(map.dependentsOn(node)));
  if (trust > 0) sum += millionthsOf('rarity', rarityValue(trust, surprise, most));
  return isHearsay(node) ? sum + millionthsOf('hearsay', 1) : sum;
}

/** Its anomalies, or that it shows none. In millionths. */
function fromItself({ entity, node, finding }: Suspect, grounds: Grounds): number {
  const { map, others, delayOf, rarityOf, maintenance } = grounds;
  if (finding === undefined) {
    const { dependents, affected } = map.affectedDependents(node);
    return millionthsOf('silent', silentValue(dependents, affected, maintenance.has(entity)));
  }
  const { excusable } = rarityOf(entity);
  const { count, listed, rest } = onsetOrder(finding, map, others, delayOf);
  return (
    millionthsOf('severity', finding.severity) +
    millionthsOf('explained_by', explainedShare(finding, map.causes(entity), delayOf, excusable)) +
    millionthsOf('onset', onsetValue(count, listed + rest)) +
    millionthsOf('rule', strongestRule(finding, map)?.value ?? 0) +
    millionthsOf('direct_evidence', directStrength(finding.direct?.symptom))
  );
}

/** What else is known of it: changes, maintenance and deviations. In millionths. */
function fromBackground(suspect: Suspect, grounds: Grounds): number {
  const { entity, node } = suspect;
  let sum = deviating(suspect, grounds);
  // Few are changed.
  if (grounds.changes?.byEntity.has(entity)) sum += Math.round(sumOf(changeTerms(suspect, grounds)) * 1e6);
  const works = grounds.maintenance.get(entity);
  if (works !== undefined && works.from < works.until && grounds.map.victimCount(node) > 0)
    sum += millionthsOf('maintenance', 1);
  return sum;
}

/** What it deviates by itself, see {@link ownDeviation}. */
function deviating({ entity, node }: Suspect, { ownDeviation, isHearsay }: Grounds): number {
  const own = ownDeviation(entity);
  if (own === undefined) return 0;
  const { sign, passedOn } = own;
  const { symptom, less, deviating, strength } = sign;
  const { kind, size } = deviating;
  const shown =
    millionthsOf('deviation', signStrength({ symptom, kind, size, less })) +
    millionthsOf('passed_on', passedOn);
  return isHearsay(node) ? shown + millionthsOf('deviation_by_hearsay', strength - passedOn) : shown;
}
