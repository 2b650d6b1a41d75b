import { passedOnOf, signStrength } from './deviation-terms.ts';
import { directStrength } from './direct-evidence.ts';
import { severityOf } from './entity-severity.ts';
import { HEURISTIC_RULES } from './heuristic-rules.ts';
import { orderCredit, precedence } from './onset-order.ts';
import { trustIn } from './rarity.ts';
import { round4 } from './rounding.ts';
import type { CitedTie, CitedWay, TermInputs, TermName } from './term-inputs.ts';

/** What is left of an explanation for each further hop between cause and victim. */
const DAMPING = 0.85;
/** The same by the number of further hops, because it is asked for tens of thousands of times. */
const DAMPED = Array.from({ length: 32 }, (_, hops) => DAMPING ** hops);
/** What is left of an explanation when the trouble is the entity's own: a full disk is not the database's fault. */
const OWN_TROUBLE = 0.5;
/** Direct dependents that count 1. */
const MANY_DEPENDENTS = 1000;
const HALF_BEFORE_MS = 10_000;

const VALUES: { readonly [Name in TermName]: (inputs: TermInputs[Name]) => number } = {
  severity: ({ anomalies }) => severityOf(anomalies),
  explains,
  explained_by: explainedBy,
  direct_evidence: ({ symptom }) => directStrength(symptom),
  onset,
  centrality: ({ dependents }) => Math.min(1, Math.log1p(dependents) / Math.log1p(MANY_DEPENDENTS)),
  silent: ({ dependents, affected, maintained }) =>
    maintained ? 0 : 1 - (dependents === 0 ? 0 : affected / dependents) / 2,
  maintenance: ({ from, until }) => Number(from < until),
  // A peer inferred from the calls of others (a stub, or typed `remote` or `client`) can only be blamed by hearsay.
  hearsay: ({ stub, entity_type }) => Number(stub || /^(remote|client)$/i.test(entity_type)),
  rule: ({ rule, victim, later_ms }) => ruleStrength(rule) * felt(victim) * orderCredit(-later_ms, undefined),
  rarity: ({ incidents, surprise, most }) =>
    trustIn({ incidents }) * (most === 0 ? 0 : round4(surprise / most)),
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
  return strength * (DAMPED[distance - 1] ?? DAMPING ** (distance - 1));
}

/**
 * Σ / (Σ + 1) over the anomalous entities that depend on the suspect, each damped by distance. Not a plain share of all
 * entities: that would shrink with every unrelated anomaly and let it change who wins.
 */
function explains({ victims, cut, standing }: TermInputs['explains']): number {
  const sum = victims.reduce((total, victim) => total + felt(victim), 0) + (cut?.sum ?? 0);
  return (standing * sum) / (sum + 1);
}

function explainedBy({ cause, own_trouble, share }: TermInputs['explained_by']): number {
  if (cause === undefined) return 0;
  const { severity, later_ms, usual } = cause;
  return severity * felt(cause) * orderCredit(-later_ms, usual) * (own_trouble ? OWN_TROUBLE : 1) * share;
}

/** The mean of how far it came before what it is tied to; one half where there is nothing. */
function onset({ began, ties, cut }: TermInputs['onset']): number {
  if (!began) return 0;
  const total = ties.length + (cut?.entities ?? 0);
  return total === 0 ? 0.5 : (precedenceOver(ties) + (cut?.sum ?? 0)) / total;
}

/** The sum of how far (0…1 each) a candidate came before what it is tied to. */
export function precedenceOver(ties: readonly CitedTie[]): number {
  return ties.reduce(
    (sum, { later_ms, dependent, usual }) => sum + precedence(later_ms, dependent, usual),
    0,
  );
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
