import { directStrength } from './direct-evidence.ts';
import type { Finding } from './finding.ts';
import type { Grounds } from './grounds.ts';
import type { Suspect } from './suspect.ts';
import type { Suspects } from './suspects-of.ts';
import { changeTerms } from './terms/change-term.ts';
import { signStrength } from './terms/deviation-terms.ts';
import type { Rarity } from './terms/rarity.ts';
import { strongestRule } from './terms/rule-term.ts';
import { millionthsOf, sumOf } from './terms/term.ts';
import { centralityValue, explainsValue, onsetValue, rarityValue, silentValue } from './terms/term-values.ts';
import { termsOf } from './terms/terms.ts';
import { explainedShare, onsetOrder } from './ties/tie-order.ts';

/**
 * The scores of suspects by place: each to the last bit the sum of its terms, see {@link termsOf}, of which only the values are computed
 * here. Thousands are suspected of a large outage, and five are told.
 */
export function scoresOf(suspects: Suspects, grounds: Grounds): Float64Array {
  const scores = new Float64Array(suspects.count);
  for (let place = 0; place < scores.length; place += 1) {
    const node = suspects.quietAt(place);
    // A machine with alarms has some dozens of parts.
    if (grounds.alarms !== undefined) scores[place] = sumOf(termsOf(suspects.at(place), grounds));
    else if (node === undefined) scores[place] = scoreOf(suspects.at(place), grounds) / 1e6;
    else scores[place] = quietScore(node, grounds) / 1e6;
  }
  return scores;
}

/** In millionths, as are all parts of it. */
function scoreOf(suspect: Suspect, grounds: Grounds): number {
  const { entity, node, finding } = suspect;
  const rarity = grounds.rarityOf(entity);
  const own =
    finding === undefined
      ? silence(node, grounds, grounds.maintenance.has(entity))
      : fromItself(finding, rarity, grounds);
  return fromOutside(node, rarity, grounds) + own + fromBackground(suspect, grounds);
}

/** The score of a node of which nothing is known but who depends on it. */
function quietScore(node: number, grounds: Grounds): number {
  return fromOutside(node, grounds.quietRarity, grounds) + silence(node, grounds, false);
}

/** What any suspect is known by: what depends on it, and how usual it is that it is in trouble. */
function fromOutside(node: number | undefined, rarity: Rarity, { map, isHearsay }: Grounds): number {
  const { standing, trust, surprise, most } = rarity;
  let sum =
    millionthsOf('explains', explainsValue(standing, map.feltByVictims(node))) +
    millionthsOf('centrality', centralityValue(map.dependentsOn(node)));
  if (trust > 0) sum += millionthsOf('rarity', rarityValue(trust, surprise, most));
  return isHearsay(node) ? sum + millionthsOf('hearsay', 1) : sum;
}

/** That it shows no anomaly. */
function silence(node: number | undefined, { map }: Grounds, isMaintained: boolean): number {
  const { dependents, affected } = map.affectedDependents(node);
  return millionthsOf('silent', silentValue(dependents, affected, isMaintained));
}

/** Its anomalies. */
function fromItself(finding: Finding, { excusable }: Rarity, { map, others, delayOf }: Grounds): number {
  const { count, listed, rest } = onsetOrder(finding, map, others, delayOf);
  const causes = map.causes(finding.node);
  return (
    millionthsOf('severity', finding.severity) +
    millionthsOf('explained_by', explainedShare(finding, causes, delayOf, excusable)) +
    millionthsOf('onset', onsetValue(count, listed + rest)) +
    millionthsOf('rule', strongestRule(finding, map)?.value ?? 0) +
    millionthsOf('direct_evidence', directStrength(finding.direct?.symptom))
  );
}

/** What else is known of it: changes, maintenance and deviations. */
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
function deviating(suspect: Suspect, { ownDeviation, isHearsay }: Grounds): number {
  const own = ownDeviation(suspect);
  if (own === undefined) return 0;
  const { sign, passedOn } = own;
  const { symptom, less, deviating, strength } = sign;
  const { kind, size } = deviating;
  const shown =
    millionthsOf('deviation', signStrength({ symptom, kind, size, less })) +
    millionthsOf('passed_on', passedOn);
  return isHearsay(suspect.node) ? shown + millionthsOf('deviation_by_hearsay', strength - passedOn) : shown;
}
