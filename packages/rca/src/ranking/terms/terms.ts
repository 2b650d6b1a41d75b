import type { Term } from '@aiops/contracts';
import type { Symptom } from '../../signals/symptom.ts';
import { worstOfSeries } from '../entity-severity.ts';
import type { Finding } from '../finding.ts';
import type { Grounds } from '../grounds.ts';
import { maintenanceText } from '../maintenance-text.ts';
import type { Suspect } from '../suspect.ts';
import { changeTerms } from './change-term.ts';
import { centrality, explainedBy, explains, onset, silent } from './dependency-terms.ts';
import type { Sign } from './deviation-terms.ts';
import { hearsayInputs } from './hearsay.ts';
import { ruleTerms } from './rule-term.ts';
import { term } from './term.ts';
import type { PassedOnInputs, TermInputs } from './term-inputs.ts';

/** Characters shown of a name that may be of any length. */
const SHOWN_NAME = 200;

/** The addends of a suspect's score, as they are told. {@link scoreOf} sums them up without telling them. */
export function termsOf(suspect: Suspect, grounds: Grounds): Term[] {
  const { finding, entity } = suspect;
  const { map } = grounds;
  const terms = [
    term('severity', { anomalies: worstOfSeries(finding?.anomalies ?? []) }, severityText(finding)),
    ...(grounds.alarms === undefined ? dependencyTerms(suspect, grounds) : alarmTerms(suspect, grounds)),
    directEvidenceTerm(finding),
    centrality(suspect, map),
  ];
  const { trust, surprise, most, why } = grounds.rarityOf(entity);
  if (trust > 0) terms.push(term('rarity', { incidents: grounds.incidents, surprise, most }, why));
  terms.push(...changeTerms(suspect, grounds));
  const works = grounds.maintenance.get(entity);
  if (finding === undefined) terms.push(silent(suspect, map, works !== undefined));
  if (works !== undefined && map.victimCount(suspect.node) > 0)
    terms.push(
      term('maintenance', { from: works.from, until: works.until }, `it is ${maintenanceText(works)}`),
    );
  if (grounds.isHearsay(suspect.node)) {
    const inputs = hearsayInputs(entity, map.index);
    terms.push(term('hearsay', inputs, 'known only from what others report about it'));
  }
  terms.push(...deviationTerms(suspect, grounds));
  return terms;
}

/** Who depends on whom among the anomalous entities. What is out of the ordinary is explained less by others. */
function dependencyTerms(suspect: Suspect, { map, others, rarityOf, delayOf }: Grounds): Term[] {
  const { standing, excusable } = rarityOf(suspect.entity);
  return [
    explains(suspect, map, standing),
    explainedBy(suspect, map, excusable, delayOf),
    onset(suspect, map, others, delayOf),
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
function deviationTerms(suspect: Suspect, grounds: Grounds): Term[] {
  const own = grounds.ownDeviation(suspect);
  if (own === undefined) return [];
  const { sign, passedOn, from } = own;
  const { symptom, strength } = sign;
  const terms = [term('deviation', deviationInputs(sign), sign.deviating.summary)];
  if (from !== undefined && passedOn > 0)
    terms.push(term('passed_on', { symptom, strength, from }, passedOnText(symptom, from, grounds)));
  if (grounds.isHearsay(suspect.node))
    terms.push(term('deviation_by_hearsay', { strength, passed_on: passedOn }, 'only its callers see this'));
  return terms;
}

function passedOnText(
  symptom: Symptom,
  { entity, broken }: PassedOnInputs['from'],
  { findings, signs }: Grounds,
): string {
  if (broken) {
    const { name = '', direct } = findings.get(entity) ?? {};
    return `${name}, which it depends on, is broken itself: ${direct?.sighting.message.summary}`;
  }
  const { name, summary } = signs.get(entity)?.get(symptom)?.deviating ?? {};
  return `${name}, which it depends on, shows the same: ${summary}`;
}

function deviationInputs({ symptom, less, deviating }: Sign): TermInputs['deviation'] {
  const { entity, metric, kind, size, at, peer } = deviating;
  const about = { entity, metric: metric.slice(0, SHOWN_NAME), at };
  return { ...about, symptom, kind, size, less, ...(peer === undefined ? {} : { peer }) };
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
