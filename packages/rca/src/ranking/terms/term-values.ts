import { round4 } from '../../rounding.ts';
import { directStrength } from '../direct-evidence.ts';
import { severityOf } from '../entity-severity.ts';
import { orderCredit, precedence } from '../ties/onset-order.ts';
import { passedOnOf, signStrength } from './deviation-terms.ts';
import { HEURISTIC_RULES } from './heuristic-rules.ts';
import { trustIn } from './rarity.ts';
import type { CitedTie, CitedWay, TermInputs, TermName } from './term-inputs.ts';

/** What is left of an explanation for each further hop between cause and victim. */
const DAMPING = 0.85;
/** The same by the number of further hops, because it is asked for tens of thousands of times. */
const DAMPED = Array.from({ length: 32 }, (_, hops) => DAMPING ** hops);
/** What is left of an explanation when the trouble is the entity's own: a full disk is not the database's fault. */
const OWN_TROUBLE = 0.5;
/** Direct dependents that count 1. */
const MANY_DEPENDENTS = 1000;
/** By the number of direct dependents, because it is asked for of thousands. */
const CENTRALITIES = Array.from({ length: MANY_DEPENDENTS }, (_, dependents) => shareOfMany(dependents));
const HALF_BEFORE_MS = 10_000;

const VALUES: { readonly [Name in TermName]: (inputs: TermInputs[Name]) => number } = {
  severity: ({ anomalies }) => severityOf(anomalies),
  explains: ({ victims, cut, standing }) => explainsValue(standing, feltByListed(victims) + (cut?.sum ?? 0)),
  explained_by: explainedBy,
  direct_evidence: ({ symptom }) => directStrength(symptom),
  onset,
  centrality: ({ dependents }) => centralityValue(dependents),
  silent: ({ dependents, affected, maintained }) => silentValue(dependents, affected, maintained ?? false),
  maintenance: ({ from, until }) => Number(from < until),
  // A peer inferred from the calls of others (a stub, or typed `remote` or `client`) can only be blamed by hearsay.
  hearsay: ({ stub, entity_type }) => Number(stub || /^(remote|client)$/i.test(entity_type)),
  rule: ({ rule, victim, later_ms }) => ruleValue(ruleStrength(rule), felt(victim), later_ms),
  rarity: ({ incidents, surprise, most }) => rarityValue(trustIn({ incidents }), surprise, most),
  change: changed,
  out_of_step: outOfStep,
  just_before: ({ ahead_ms: ahead }) => (ahead === null ? 0 : HALF_BEFORE_MS / (HALF_BEFORE_MS + ahead)),
  deviation: signStrength,
  passed_on: passedOnOf,
  deviation_by_hearsay: ({ strength, passed_on }) => strength - passed_on,
};

/** The value of a term (0…1, four decimals), from its inputs alone: the ranking and {@link recompute} both ask here. */
export function termValue<Name extends TermName>(name: Name, inputs: TermInputs[Name]): number {
  return round4(VALUES[name](inputs));
}

/** Whether a text names a term. */
export function isTermName(name: string): name is TermName {
  return Object.hasOwn(VALUES, name);
}

/** How much of a failure is felt over a way, 0…1. */
export function felt({ distance, strength }: Pick<CitedWay, 'distance' | 'strength'>): number {
  return feltOver(distance, strength);
}

/** The same of numbers. */
export function feltOver(distance: number, strength: number): number {
  return strength * dampingAt(distance);
}

/** What is left of an explanation at a distance (1: of a direct dependency), 0…1. */
export function dampingAt(distance: number): number {
  return DAMPED[distance - 1] ?? DAMPING ** (distance - 1);
}

function feltByListed(victims: readonly CitedWay[]): number {
  return victims.reduce((total, victim) => total + felt(victim), 0);
}

/**
 * Σ / (Σ + 1) over how much the anomalous entities that depend on the suspect feel of it. Not a plain share of all entities: that
 * would shrink with every unrelated anomaly and let it change who wins.
 */
export function explainsValue(standing: number, sum: number): number {
  return (standing * sum) / (sum + 1);
}

function explainedBy({ cause, own_trouble, share }: TermInputs['explained_by']): number {
  if (cause === undefined) return 0;
  const { severity, later_ms, usual } = cause;
  return explainedByValue(severity * felt(cause), orderCredit(-later_ms, usual), own_trouble, share);
}

/** `reaching` is the severity of the cause as far as it is felt, `credit` that of the order of the onsets. */
export function explainedByValue(
  reaching: number,
  credit: number,
  isOwnTrouble: boolean,
  share: number,
): number {
  return reaching * credit * (isOwnTrouble ? OWN_TROUBLE : 1) * share;
}

function onset({ began, ties, cut }: TermInputs['onset']): number {
  if (!began) return 0;
  const entities = ties.length + (cut?.entities ?? 0);
  return onsetValue(entities, precedenceOver(ties) + (cut?.sum ?? 0));
}

/** The mean of how far it came before what it is tied to; one half where there is nothing. */
export function onsetValue(entities: number, sum: number): number {
  return entities === 0 ? 0.5 : sum / entities;
}

/** The sum of how far (0…1 each) a candidate came before what it is tied to. */
export function precedenceOver(ties: readonly CitedTie[]): number {
  return ties.reduce(
    (sum, { later_ms, dependent, usual }) => sum + precedence(later_ms, dependent, usual),
    0,
  );
}

export function centralityValue(dependents: number): number {
  return CENTRALITIES[dependents] ?? shareOfMany(dependents);
}

/** On a logarithmic scale, 0…1. */
function shareOfMany(dependents: number): number {
  return Math.min(1, Math.log1p(dependents) / Math.log1p(MANY_DEPENDENTS));
}

export function silentValue(dependents: number, affected: number, isMaintained: boolean): number {
  return isMaintained ? 0 : 1 - (dependents === 0 ? 0 : affected / dependents) / 2;
}

export function rarityValue(trust: number, surprise: number, most: number): number {
  return trust * (most === 0 ? 0 : round4(surprise / most));
}

/** `felt` is how much the victim feels of the cause, `laterMs` how much later this began. */
export function ruleValue(strength: number, felt: number, laterMs: number): number {
  return strength * felt * orderCredit(-laterMs, undefined);
}

/** 1 at the moment of the trouble, 0 a window before it. */
function changed({ at, onset, window_ms }: TermInputs['change']): number {
  const ahead = Math.max(0, onset - at);
  return orderCredit(onset - at, undefined) * Math.max(0, 1 - ahead / Math.max(1, window_ms));
}

function ruleStrength(name: string): number {
  return HEURISTIC_RULES.find((rule) => rule.name === name)?.strength ?? Number.NaN;
}

function outOfStep({ turns, parts }: TermInputs['out_of_step']): number {
  if (turns === 0 || parts.length === 0) return 0;
  const least = Math.min(...parts.map((part) => Math.abs(turns - part.turns)));
  return least / (least + 1);
}
