import type { DelayOf } from '../../memory/learned-delays.ts';
import { round4 } from '../../rounding.ts';
import type { Finding } from '../finding.ts';
import type { CitedDelay } from '../terms/term-inputs.ts';
import { explainedByValue, feltOver } from '../terms/term-values.ts';
import { LISTED_ENTITIES } from './cited-victims.ts';
import type { DependencyMap } from './dependency-map.ts';
import { orderCredit, precedence } from './onset-order.ts';
import type { Ties } from './ties.ts';

/** The place of the cause that explains an anomalous entity best, the first of several; -1 where none does. */
export function strongestCause(finding: Finding, causes: Ties, delayOf: DelayOf): number {
  let most = 0;
  let best = -1;
  for (let place = 0; place < causes.count; place += 1) {
    const reaching = reachingFrom(causes, place);
    // What it comes to in the best of orders; most of them need not be looked at closely.
    if (reaching <= most) continue;
    const credit = orderOf(causes, place, finding, delayOf);
    const value = round4(explainedByValue(reaching, credit, finding.ownTrouble, 1));
    if (value > most) [most, best] = [value, place];
  }
  return best;
}

/** How far its strongest cause explains an anomalous entity, 0…1; `share` is what is left of that. */
export function explainedShare(finding: Finding, causes: Ties, delayOf: DelayOf, share: number): number {
  const place = strongestCause(finding, causes, delayOf);
  if (place < 0) return 0;
  const credit = orderOf(causes, place, finding, delayOf);
  return explainedByValue(reachingFrom(causes, place), credit, finding.ownTrouble, share);
}

function reachingFrom(causes: Ties, place: number): number {
  return causes.finding(place).severity * feltOver(causes.distance(place), causes.strength(place));
}

function orderOf(causes: Ties, place: number, { entity, onset }: Finding, delayOf: DelayOf): number {
  const cause = causes.finding(place);
  const usual = usualDelay(delayOf, causes.distance(place), cause.entity, entity);
  return orderCredit(-(cause.onset - onset), usual);
}

/** Delays are learned of direct neighbours only. */
export function usualDelay(
  delayOf: DelayOf,
  distance: number,
  cause: string,
  dependent: string,
): CitedDelay | undefined {
  return distance === 1 ? delayOf(cause, dependent) : undefined;
}

/** How the onset of an entity lies among those of what it is tied to. */
export interface OnsetOrder {
  readonly count: number;
  /** How many of them began later, and of how many the usual order is known. */
  readonly later: number;
  readonly known: number;
  /** The sum of how far (0…1 each) it came before those that are listed, and before all others. */
  readonly listed: number;
  readonly rest: number;
}

/** Takes something that an entity is tied to; whether it is a dependent, else a dependency; and the usual delay, if known. */
type TakeTie = (other: Finding, isDependent: boolean, usual: CitedDelay | undefined) => void;

/** Compares the onset of an entity with those of all that it is tied to: causes, then victims; without a topology all others. */
export function onsetOrder(
  finding: Finding,
  map: DependencyMap,
  others: readonly Finding[],
  delayOf: DelayOf,
  take?: TakeTie,
): OnsetOrder {
  const order = new OrderCount(finding.onset);
  const add = (other: Finding, isDependent: boolean, usual: CitedDelay | undefined) => {
    order.add(other.onset, isDependent, usual);
    take?.(other, isDependent, usual);
  };
  const { entity } = finding;
  if (map.index === undefined) {
    for (const other of others) if (other.entity !== entity) add(other, true, undefined);
  }
  const [causes, victims] = [map.causes(finding.node), map.victims(finding.node)];
  for (let place = 0; place < causes.count; place += 1) {
    const other = causes.finding(place);
    add(other, false, usualDelay(delayOf, causes.distance(place), other.entity, entity));
  }
  for (let place = 0; place < victims.count; place += 1) {
    const other = victims.finding(place);
    add(other, true, usualDelay(delayOf, victims.distance(place), entity, other.entity));
  }
  return order;
}

class OrderCount implements OnsetOrder {
  count = 0;
  later = 0;
  known = 0;
  listed = 0;
  rest = 0;
  private readonly onset: number;
  constructor(onset: number) {
    this.onset = onset;
  }
  add(onset: number, isDependent: boolean, usual: CitedDelay | undefined): void {
    const lead = onset - this.onset;
    if (lead > 0) this.later += 1;
    if (usual !== undefined) this.known += 1;
    const before = precedence(lead, isDependent, usual);
    if (this.count < LISTED_ENTITIES) this.listed += before;
    else this.rest += before;
    this.count += 1;
  }
}
