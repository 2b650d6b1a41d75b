import type { Term } from '@aiops/contracts';
import type { DependencyMap } from './dependency-map.ts';
import { netOf, ownDeviation } from './deviation-terms.ts';
import type { Finding } from './finding.ts';
import type { Grounds } from './grounds.ts';
import { round4 } from './rounding.ts';
import { damped } from './victim-table.ts';

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
  deviation: DEVIATION,
  passed_on: -DEVIATION,
  deviation_by_hearsay: -DEVIATION * HEARSAY_DISCOUNT,
} as const;
type TermName = keyof typeof WEIGHTS;

/** Direct evidence from which on an entity is broken for sure: silence alone is not. */
const BROKEN = 0.5;

/** Onsets closer than this cannot be told apart: metrics are sampled, logs are counted in windows. */
const ONSET_TOLERANCE_MS = 60_000;
/** What is left of the discount when the dependency began later, but within the tolerance. */
const UNSURE_ORDER = 0.6;
/** Names of victims that are told. */
const LISTED = 5;
/** What is left of it when the trouble is the entity's own: a full disk is not the database's fault. */
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
  if (finding === undefined) terms.push(silent(suspect, map));
  if (isHearsay(entity, map)) terms.push(term('hearsay', 1, 'known only from what others report about it'));
  terms.push(...deviationTerms(suspect, grounds));
  return terms;
}

/** Who depends on whom among the anomalous entities. What is out of the ordinary is explained less by others. */
function dependencyTerms(suspect: Suspect, { map, others, rarityOf }: Grounds): Term[] {
  const { standing, excusable } = rarityOf(suspect.entity);
  return [
    explains(suspect, map, standing),
    explainedBy(suspect, map, excusable),
    onset(suspect, map, others),
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

/** The strongest anomalous dependency that began no later, or too little later to tell. */
export function strongestExplanation(
  suspect: Suspect,
  map: DependencyMap,
): { readonly cause: Finding; readonly value: number } | undefined {
  const { finding } = suspect;
  if (finding === undefined) return undefined;
  let best: { cause: Finding; value: number } | undefined;
  for (const [cause, reach] of map.anomalousUpstream(suspect.entity)) {
    const later = cause.onset - finding.onset;
    if (later > ONSET_TOLERANCE_MS) continue;
    const value =
      cause.severity *
      damped(reach) *
      (later > 0 ? UNSURE_ORDER : 1) *
      (finding.ownTrouble ? OWN_TROUBLE : 1);
    if (value > (best?.value ?? 0)) best = { cause, value };
  }
  return best;
}

/**
 * Σ / (Σ + 1) over the anomalous entities that depend on the suspect, each damped by distance. Not a plain share of all
 * entities: that would shrink with every unrelated anomaly and let it change who wins.
 */
function explains(suspect: Suspect, map: DependencyMap, standing: number): Term {
  const { count, felt, nearest } = map.burden(suspect.entity, LISTED);
  const names = nearest.map(({ name }) => name);
  const why =
    count === 0
      ? 'nothing anomalous depends on it'
      : `${count} anomalous ${count === 1 ? 'entity depends' : 'entities depend'} on it: ${listed(names, count)}`;
  return term('explains', (standing * felt) / (felt + 1), why);
}

function explainedBy(suspect: Suspect, map: DependencyMap, share: number): Term {
  const best = strongestExplanation(suspect, map);
  if (best === undefined) return term('explained_by', 0, 'no dependency of it failed before it');
  const ahead = Math.round(((suspect.finding?.onset ?? 0) - best.cause.onset) / 1000);
  const when =
    ahead === 0
      ? 'at the same time'
      : ahead > 0
        ? `${ahead} s earlier`
        : `${-ahead} s later, too close to tell`;
  return term('explained_by', best.value * share, `it depends on ${best.cause.name}, which failed ${when}`);
}

/** Share of the anomalous entities it is tied to that began later. A tie-break: real onsets order badly. */
function onset(suspect: Suspect, map: DependencyMap, others: readonly Finding[]): Term {
  const { finding } = suspect;
  if (finding === undefined) return term('onset', 0, 'it shows no onset');
  const tied =
    map.index === undefined
      ? others.filter(({ entity }) => entity !== suspect.entity)
      : [...map.anomalousUpstream(suspect.entity), ...map.anomalousDownstream(suspect.entity)].map(
          ([tie]) => tie,
        );
  if (tied.length === 0) return term('onset', 0.5, 'nothing it is tied to is anomalous');
  const later = tied.filter((tie) => tie.onset > finding.onset).length;
  const same = tied.filter((tie) => tie.onset === finding.onset).length;
  const why = `${later} of ${tied.length} anomalous entities it is tied to began after it`;
  return term('onset', (later + same / 2) / tied.length, why);
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

function silent(suspect: Suspect, map: DependencyMap): Term {
  const share = map.affectedShare(suspect.entity);
  const why = `no anomaly of its own; ${Math.round(share * 100)} % of what hangs on it is affected`;
  return term('silent', 1 - share / 2, why);
}

/** A peer inferred from the calls of others (a stub, or typed `remote` or `client`) can only be blamed by hearsay. */
function isHearsay(entity: string, map: DependencyMap): boolean {
  const node = map.index?.node(entity);
  return node !== undefined && (node.stub === true || /^(remote|client)$/i.test(node.type));
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

/** The first names of so many in all. */
function listed(names: readonly string[], count: number): string {
  const shown = names.join(', ');
  return count > names.length ? `${shown} and ${count - names.length} more` : shown;
}
