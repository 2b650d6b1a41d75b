import type { Term } from '@aiops/contracts';
import type { DelayOf, LearnedDelay } from './delay-history.ts';
import type { DependencyMap } from './dependency-map.ts';
import { netOf, ownDeviation } from './deviation-terms.ts';
import type { Finding } from './finding.ts';
import type { Grounds } from './grounds.ts';
import type { KnownMaintenance } from './known-maintenance.ts';
import { maintenanceText } from './maintenance-words.ts';
import { orderCredit, precedence, usualText } from './onset-order.ts';
import { round4 } from './rounding.ts';
import type { Reach } from './topology-index.ts';

/** A possible cause: an anomalous entity, or one without data that anomalous ones depend on. */
export interface Suspect {
  readonly entity: string;
  readonly name: string;
  readonly finding: Finding | undefined;
}

/** Share of a deviation that does not count where only callers see it. */
const HEARSAY_DISCOUNT = 0.65;
/** What a full deviation adds to the score, in hundredths. */
const DEVIATION = 900;

/** What a full value of each term adds to the score, in hundredths (whole numbers, so that sums are exact). */
const WEIGHTS = {
  severity: 35,
  explains: 45,
  explained_by: -45,
  direct_evidence: 20,
  onset: 5,
  centrality: 5,
  silent: -20,
  hearsay: -15,
  rarity: 60,
  out_of_step: 10,
  just_before: 5,
  maintenance: 20,
  deviation: DEVIATION,
  passed_on: -DEVIATION,
  deviation_by_hearsay: -DEVIATION * HEARSAY_DISCOUNT,
} as const;
type TermName = keyof typeof WEIGHTS;

/** Direct evidence from which on an entity is broken for sure: silence alone is not. */
const BROKEN = 0.5;

/** What is left of an explanation for each further hop between cause and victim. */
const DAMPING = 0.85;
/** What is left of the discount when the trouble is the entity's own: a full disk is not the database's fault. */
const OWN_TROUBLE = 0.5;

/** The addends of a suspect's score. Values have four decimals. */
export function termsOf(suspect: Suspect, grounds: Grounds): Term[] {
  const { finding, entity } = suspect;
  const { map } = grounds;
  const terms = [
    term('severity', finding?.severity ?? 0, severityText(finding)),
    ...(grounds.alarms === undefined ? dependencyTerms(suspect, grounds) : alarmTerms(suspect, grounds)),
    term('direct_evidence', finding?.direct?.strength ?? 0, directText(finding)),
    centrality(suspect, map),
  ];
  const { trust, share, why } = grounds.rarityOf(entity);
  if (trust > 0) terms.push(term('rarity', trust * share, why));
  const works = grounds.maintenance.get(entity);
  if (finding === undefined) terms.push(silent(suspect, map, works));
  if (works !== undefined && map.anomalousDownstream(entity).length > 0)
    terms.push(term('maintenance', 1, `it is ${maintenanceText(works)}`));
  if (isHearsay(entity, map)) terms.push(term('hearsay', 1, 'known only from what others report about it'));
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
  ];
}

/** Where alarms are to be explained, see {@link alarmEvidence}: the parts of a machine change because others do. */
function alarmTerms({ entity }: Suspect, { alarms, rarityOf }: Grounds): Term[] {
  const { explains = 0, outOfStep = 0, justBefore = 0 } = alarms?.(entity) ?? {};
  const { standing } = rarityOf(entity);
  return [
    term('explains', explains * standing, 'alarms depend on it'),
    term('out_of_step', outOfStep, 'it changed more or less often than what it depends on'),
    term('just_before', justBefore, 'it changed just before an alarm that depends on it'),
  ];
}

/** The own deviation of a suspect, and whether only its callers see it. */
function deviationTerms({ entity }: Suspect, grounds: Grounds): Term[] {
  const { map, signs, findings } = grounds;
  const own = ownDeviation(entity, {
    signs,
    index: map.index,
    depth: map.depth,
    trustIn: (id) => (isHearsay(id, map) ? 1 - HEARSAY_DISCOUNT : 1),
    brokenOf(id) {
      const { direct, name } = findings.get(id) ?? {};
      if (direct === undefined || direct.strength < BROKEN) return undefined;
      const why = `${name}, which it depends on, is broken itself: ${direct.sighting.message.summary}`;
      return { strength: direct.strength, why };
    },
  });
  if (own === undefined) return [];
  const { sign, passedOn, why } = own;
  const terms = [term('deviation', sign.strength, sign.deviating.summary)];
  if (why !== undefined && passedOn > 0) terms.push(term('passed_on', passedOn, why));
  if (isHearsay(entity, map)) {
    terms.push(term('deviation_by_hearsay', netOf(own), 'only its callers see this'));
  }
  return terms;
}

/** The sum of value × weight at six decimals, computed on whole numbers, so that it is exact. */
export function sumOf(terms: readonly Term[]): number {
  let millionths = 0;
  for (const { value, weight } of terms) millionths += Math.round(value * 1e4) * Math.round(weight * 1e2);
  return millionths / 1e6;
}

/** What explains a suspect, how well (0…1), and the delay that is usual between the two, where it is known. */
export interface Explaining {
  readonly cause: Finding;
  readonly value: number;
  readonly usual: LearnedDelay | undefined;
}

/** The strongest anomalous dependency that began no later, or too little later to tell, or as much later as is usual. */
export function strongestExplanation(
  suspect: Suspect,
  map: DependencyMap,
  delayOf: DelayOf,
): Explaining | undefined {
  const { finding } = suspect;
  if (finding === undefined) return undefined;
  let best: Explaining | undefined;
  for (const [cause, reach] of map.anomalousUpstream(suspect.entity)) {
    const usual = reach.distance === 1 ? delayOf(cause.entity, suspect.entity) : undefined;
    const value =
      cause.severity *
      damped(reach) *
      orderCredit(finding.onset - cause.onset, usual) *
      (finding.ownTrouble ? OWN_TROUBLE : 1);
    if (value > (best?.value ?? 0)) best = { cause, value, usual };
  }
  return best;
}

/**
 * Σ / (Σ + 1) over the anomalous entities that depend on the suspect, each damped by distance. Not a plain share of all
 * entities: that would shrink with every unrelated anomaly and let it change who wins.
 */
function explains(suspect: Suspect, map: DependencyMap, standing: number): Term {
  const victims = map.anomalousDownstream(suspect.entity);
  const sum = victims.reduce((total, [, reach]) => total + damped(reach), 0);
  const names = victims.map(([victim]) => victim.name);
  const why =
    victims.length === 0
      ? 'nothing anomalous depends on it'
      : `${victims.length} anomalous ${victims.length === 1 ? 'entity depends' : 'entities depend'} on it: ${listed(names)}`;
  return term('explains', (standing * sum) / (sum + 1), why);
}

function explainedBy(suspect: Suspect, map: DependencyMap, share: number, delayOf: DelayOf): Term {
  const best = strongestExplanation(suspect, map, delayOf);
  if (best === undefined) return term('explained_by', 0, 'no dependency of it failed before it');
  const ahead = Math.round(((suspect.finding?.onset ?? 0) - best.cause.onset) / 1000);
  const when =
    ahead === 0
      ? 'at the same time'
      : ahead > 0
        ? `${ahead} s earlier`
        : `${-ahead} s later, too close to tell`;
  const why = `it depends on ${best.cause.name}, which failed ${when}${usualText(best.usual)}`;
  return term('explained_by', best.value * share, why);
}

/** Share of the anomalous entities it is tied to that began later. A tie-break: real onsets order badly. */
function onset(suspect: Suspect, map: DependencyMap, others: readonly Finding[], delayOf: DelayOf): Term {
  const { finding, entity } = suspect;
  if (finding === undefined) return term('onset', 0, 'it shows no onset');
  const ties = tiesOf(entity, map, others, delayOf);
  if (ties.length === 0) return term('onset', 0.5, 'nothing it is tied to is anomalous');
  const later = ties.filter(({ tie }) => tie.onset > finding.onset).length;
  const first = ties.reduce(
    (sum, { tie, isDependent, usual }) => sum + precedence(tie.onset - finding.onset, isDependent, usual),
    0,
  );
  const known = ties.filter(({ usual }) => usual !== undefined).length;
  const judged = known === 0 ? '' : `; of ${known} of them the usual order is known`;
  const why = `${later} of ${ties.length} anomalous entities it is tied to began after it${judged}`;
  return term('onset', first / ties.length, why);
}

/** Something anomalous that a suspect is tied to, and the usual delay between neighbours, where it is known. */
interface Tie {
  readonly tie: Finding;
  readonly isDependent: boolean;
  readonly usual: LearnedDelay | undefined;
}

function tiesOf(entity: string, map: DependencyMap, others: readonly Finding[], delayOf: DelayOf): Tie[] {
  if (map.index === undefined) {
    const rest = others.filter((other) => other.entity !== entity);
    return rest.map((tie) => ({ tie, isDependent: true, usual: undefined }));
  }
  const known = ({ distance }: Reach, cause: string, dependent: string) =>
    distance === 1 ? delayOf(cause, dependent) : undefined;
  return [
    ...map.anomalousUpstream(entity).map(([tie, reach]) => {
      return { tie, isDependent: false, usual: known(reach, tie.entity, entity) };
    }),
    ...map.anomalousDownstream(entity).map(([tie, reach]) => {
      return { tie, isDependent: true, usual: known(reach, entity, tie.entity) };
    }),
  ];
}

/** How much of the network hangs directly on it, on a logarithmic scale; 1,000 dependents and more count 1. */
function centrality(suspect: Suspect, map: DependencyMap): Term {
  const dependents = map.index?.dependents(suspect.entity).length ?? 0;
  const value = Math.min(1, Math.log1p(dependents) / Math.log1p(1000));
  return term(
    'centrality',
    value,
    `${dependents} ${dependents === 1 ? 'entity depends' : 'entities depend'} directly on it`,
  );
}

/** Under maintenance silence says nothing: its anomalies are held back. */
function silent(suspect: Suspect, map: DependencyMap, works: KnownMaintenance | undefined): Term {
  if (works !== undefined) return term('silent', 0, 'no anomaly of its own is told during maintenance');
  const share = map.affectedShare(suspect.entity);
  const why = `no anomaly of its own; ${Math.round(share * 100)} % of what hangs on it is affected`;
  return term('silent', 1 - share / 2, why);
}

/** A peer inferred from the calls of others (a stub, or typed `remote` or `client`) can only be blamed by hearsay. */
function isHearsay(entity: string, map: DependencyMap): boolean {
  const node = map.index?.node(entity);
  return node !== undefined && (node.stub === true || /^(remote|client)$/i.test(node.type));
}

function damped(reach: Reach): number {
  return reach.strength * DAMPING ** (reach.distance - 1);
}

function term(name: TermName, value: number, why: string): Term {
  return { name, value: round4(value), weight: WEIGHTS[name] / 100, why };
}

function severityText(finding: Finding | undefined): string {
  if (finding === undefined) return 'no anomaly of its own';
  const worst = Math.max(...finding.anomalies.map(({ score }) => score));
  return `worst score ${worst.toFixed(1)} on ${finding.series} ${finding.series === 1 ? 'series' : 'distinct series'}`;
}

function directText(finding: Finding | undefined): string {
  return finding?.direct?.sighting.message.summary ?? 'no sign of a fault of its own';
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
