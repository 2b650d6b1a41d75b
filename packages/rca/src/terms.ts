import type { Term } from '@aiops/contracts';
import { changeTerms } from './change-term.ts';
import type { Telling } from './cited-victims.ts';
import type { DependencyMap } from './dependency-map.ts';
import { centrality, explainedBy, explains, onset, silent } from './dependency-terms.ts';
import { ownDeviation, type Sign } from './deviation-terms.ts';
import { worstOfSeries } from './entity-severity.ts';
import type { Finding } from './finding.ts';
import type { Grounds } from './grounds.ts';
import { maintenanceText } from './maintenance-words.ts';
import { ruleTerms } from './rule-term.ts';
import { BROKEN } from './seen-at-fault.ts';
import type { Suspect } from './suspect.ts';
import { HEARSAY_DISCOUNT, term } from './term.ts';
import type { TermInputs } from './term-inputs.ts';
import { termValue } from './term-values.ts';

/** Characters shown of names that may be of any length. */
const SHOWN_NAME = 200;

/** The addends of a suspect's score. Values have four decimals, the same whether what they are made from is listed or not. */
export function termsOf(suspect: Suspect, grounds: Grounds, telling: Telling): Term[] {
  const { finding, entity } = suspect;
  const { map } = grounds;
  const terms = [
    term('severity', { anomalies: worstOfSeries(finding?.anomalies ?? []) }, severityText(finding)),
    ...(grounds.alarms === undefined
      ? dependencyTerms(suspect, grounds, telling)
      : alarmTerms(suspect, grounds)),
    directEvidenceTerm(finding),
    centrality(suspect, map),
  ];
  const { trust, surprise, most, why } = grounds.rarityOf(entity);
  if (trust > 0) terms.push(term('rarity', { incidents: grounds.incidents, surprise, most }, why));
  terms.push(...changeTerms(suspect, grounds));
  const works = grounds.maintenance.get(entity);
  if (finding === undefined) terms.push(silent(suspect, map, works !== undefined));
  if (works !== undefined && map.victims(entity).count > 0)
    terms.push(
      term('maintenance', { from: works.from, until: works.until }, `it is ${maintenanceText(works)}`),
    );
  if (isHearsay(entity, map)) {
    terms.push(term('hearsay', hearsayInputs(entity, map), 'known only from what others report about it'));
  }
  terms.push(...deviationTerms(suspect, grounds));
  return terms;
}

/** Who depends on whom among the anomalous entities. What is out of the ordinary is explained less by others. */
function dependencyTerms(
  suspect: Suspect,
  { map, others, rarityOf, delayOf }: Grounds,
  telling: Telling,
): Term[] {
  const { standing, excusable } = rarityOf(suspect.entity);
  return [
    explains(suspect, map, standing, telling),
    explainedBy(suspect, map, excusable, delayOf),
    onset(suspect, map, others, delayOf, telling),
    ...ruleTerms(suspect, map),
  ];
}

/** Where alarms are to be explained, see {@link alarmEvidence}: the parts of a machine change because others do. */
function alarmTerms({ entity }: Suspect, { alarms, rarityOf }: Grounds): Term[] {
  const evidence = alarms?.(entity);
  if (evidence === undefined) return [];
  const { standing } = rarityOf(entity);
  return [
    term('explains', { standing, ...evidence.explains }, 'alarms depend on it'),
    term('out_of_step', evidence.outOfStep, 'it changed more or less often than what it depends on'),
    term('just_before', evidence.justBefore, 'it changed just before an alarm that depends on it'),
  ];
}

/** The own deviation of a suspect, and whether only its callers see it. */
function deviationTerms({ entity }: Suspect, grounds: Grounds): Term[] {
  const { map, signs, findings } = grounds;
  if (!signs.has(entity)) return [];
  const own = ownDeviation(entity, {
    signs,
    upstream: grounds.telling,
    trustIn: (id) => (isHearsay(id, map) ? 1 - HEARSAY_DISCOUNT : 1),
    brokenOf(id) {
      const { direct, name } = findings.get(id) ?? {};
      if (direct === undefined || direct.strength < BROKEN) return undefined;
      const why = `${name}, which it depends on, is broken itself: ${direct.sighting.message.summary}`;
      return { strength: direct.strength, why };
    },
  });
  if (own === undefined) return [];
  const { sign, passedOn, from, why } = own;
  const { symptom, strength } = sign;
  const terms = [term('deviation', deviationInputs(sign), sign.deviating.summary)];
  if (from !== undefined && why !== undefined && passedOn > 0)
    terms.push(term('passed_on', { symptom, strength, from }, why));
  if (isHearsay(entity, map))
    terms.push(term('deviation_by_hearsay', { strength, passed_on: passedOn }, 'only its callers see this'));
  return terms;
}

function deviationInputs({ symptom, less, deviating }: Sign): TermInputs['deviation'] {
  const { entity, metric, kind, size, at, peer } = deviating;
  const about = { entity, metric: metric.slice(0, SHOWN_NAME), at };
  return { ...about, symptom, kind, size, less, ...(peer === undefined ? {} : { peer }) };
}

function hearsayInputs(entity: string, map: DependencyMap): TermInputs['hearsay'] {
  const node = map.index?.node(entity);
  return { stub: node?.stub === true, entity_type: (node?.type ?? '').slice(0, SHOWN_NAME) };
}

/** Whether an entity is known only from what others report about it. */
export function isHearsay(entity: string, map: DependencyMap): boolean {
  return termValue('hearsay', hearsayInputs(entity, map)) > 0;
}

function directEvidenceTerm(finding: Finding | undefined): Term {
  const { direct } = finding ?? {};
  if (direct === undefined) return term('direct_evidence', {}, 'no sign of a fault of its own');
  const { symptom, sighting } = direct;
  return term('direct_evidence', { anomaly_id: sighting.id, symptom }, sighting.message.summary);
}

function severityText(finding: Finding | undefined): string {
  if (finding === undefined) return 'no anomaly of its own';
  const worst = Math.max(...finding.anomalies.map(({ score }) => score));
  return `worst score ${worst.toFixed(1)} on ${finding.series} ${finding.series === 1 ? 'series' : 'distinct series'}`;
}
