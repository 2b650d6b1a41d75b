import type { Term } from '@aiops/contracts';
import { citedVictims, citedWay, LISTED_ENTITIES, type Telling } from './cited-victims.ts';
import type { DelayOf } from './delay-history.ts';
import type { DependencyMap } from './dependency-map.ts';
import type { Finding } from './finding.ts';
import { usualText } from './onset-order.ts';
import type { Suspect } from './suspect.ts';
import { term } from './term.ts';
import type { CitedDelay, CitedTie, TermInputs } from './term-inputs.ts';
import { felt, precedenceOver, termValue } from './term-values.ts';
import type { Ties } from './ties.ts';

/** Names of victims that are told. */
const LISTED_NAMES = 5;

/** The anomalous entities that depend on a suspect; `standing` is what is left of that, 0…1. */
export function explains({ entity }: Suspect, map: DependencyMap, standing: number, telling: Telling): Term {
  const victims = map.victims(entity);
  const { count } = victims;
  const why =
    count === 0
      ? 'nothing anomalous depends on it'
      : `${count} anomalous ${count === 1 ? 'entity depends' : 'entities depend'} on it: ${listed(victims)}`;
  return term('explains', { standing, ...citedVictims(entity, victims, telling) }, why);
}

/** The strongest anomalous dependency that began no later, or too little later to tell, or as much later as is usual. */
export function strongestExplanation(
  suspect: Suspect,
  map: DependencyMap,
  delayOf: DelayOf,
): { readonly cause: Finding; readonly inputs: Omit<TermInputs['explained_by'], 'share'> } | undefined {
  const { finding } = suspect;
  if (finding === undefined) return undefined;
  let most = 0;
  let best: ReturnType<typeof strongestExplanation>;
  const causes = map.causes(suspect.entity);
  for (let place = 0; place < causes.count; place += 1) {
    const cause = causes.finding(place);
    const { entity, severity } = cause;
    const distance = causes.distance(place);
    // What it comes to in the best of orders; most of them need not be looked at closely.
    if (severity * felt({ distance, strength: causes.strength(place) }) <= most) continue;
    const way = citedWay(entity, entity, causes.reach(place));
    const usual = usualDelay(delayOf, distance, entity, suspect.entity);
    const inputs = {
      cause: { ...way, severity, later_ms: cause.onset - finding.onset, ...usual },
      own_trouble: finding.ownTrouble,
    };
    const value = termValue('explained_by', { ...inputs, share: 1 });
    if (value > most) {
      most = value;
      best = { cause, inputs };
    }
  }
  return best;
}

/** How far the suspect's own anomalies are those of a dependency; `share` is what is left of that, 0…1. */
export function explainedBy(suspect: Suspect, map: DependencyMap, share: number, delayOf: DelayOf): Term {
  const best = strongestExplanation(suspect, map, delayOf);
  if (best === undefined) {
    const inputs = { own_trouble: suspect.finding?.ownTrouble ?? false, share };
    return term('explained_by', inputs, 'no dependency of it failed before it');
  }
  const ahead = Math.round(((suspect.finding?.onset ?? 0) - best.cause.onset) / 1000);
  const when =
    ahead === 0
      ? 'at the same time'
      : ahead > 0
        ? `${ahead} s earlier`
        : `${-ahead} s later, too close to tell`;
  return term(
    'explained_by',
    { ...best.inputs, share },
    `it depends on ${best.cause.name}, which failed ${when}${usualText(best.inputs.cause?.usual)}`,
  );
}

/** How far it came before what it is tied to. A tie-break: real onsets order badly. */
export function onset(
  suspect: Suspect,
  map: DependencyMap,
  others: readonly Finding[],
  delayOf: DelayOf,
  telling: Telling,
): Term {
  const { finding } = suspect;
  if (finding === undefined) return term('onset', { began: false, ties: [] }, 'it shows no onset');
  const { count, later, known, sum, inputs } = tiesTo(finding, map, others, delayOf);
  const summed = { ties: [], cut: { entities: count, sum } };
  const judged = known === 0 ? '' : `; of ${known} of them the usual order is known`;
  const why =
    count === 0
      ? 'nothing it is tied to is anomalous'
      : `${later} of ${count} anomalous entities it is tied to began after it${judged}`;
  return term('onset', { began: true, ...(telling === 'summed' ? summed : inputs) }, why);
}

/** What an entity is tied to, the first of it as it is listed, and what is told of all. */
function tiesTo(
  { entity, onset }: Finding,
  map: DependencyMap,
  others: readonly Finding[],
  delayOf: DelayOf,
) {
  const ties: CitedTie[] = [];
  const [all, known] = [{ count: 0, later: 0, sum: 0 }, { count: 0 }];
  const add = (other: Finding, dependent: boolean, usual?: { readonly usual: CitedDelay }) => {
    const tie = { entity: other.entity, later_ms: other.onset - onset, dependent, ...usual };
    all.count += 1;
    if (tie.later_ms > 0) all.later += 1;
    if (usual !== undefined) known.count += 1;
    if (ties.length < LISTED_ENTITIES) ties.push(tie);
    else all.sum += precedenceOver([tie]);
  };
  if (map.index === undefined) {
    for (const other of others) if (other.entity !== entity) add(other, true);
  }
  const [causes, victims] = [map.causes(entity), map.victims(entity)];
  for (let place = 0; place < causes.count; place += 1) {
    const other = causes.finding(place);
    add(other, false, usualDelay(delayOf, causes.distance(place), other.entity, entity));
  }
  for (let place = 0; place < victims.count; place += 1) {
    const other = victims.finding(place);
    add(other, true, usualDelay(delayOf, victims.distance(place), entity, other.entity));
  }
  const { count, later, sum: rest } = all;
  const entities = count - ties.length;
  const inputs = entities === 0 ? { ties } : { ties, cut: { entities, sum: rest } };
  return { count, later, known: known.count, sum: precedenceOver(ties) + rest, inputs };
}

/** Delays are learned of direct neighbours only. */
function usualDelay(delayOf: DelayOf, distance: number, cause: string, dependent: string) {
  const learned = distance === 1 ? delayOf(cause, dependent) : undefined;
  if (learned === undefined) return undefined;
  return { usual: { usual_ms: learned.usual, tolerance_ms: learned.tolerance } };
}

/** How much of the network hangs directly on it, on a logarithmic scale; 1,000 dependents and more count 1. */
export function centrality({ entity }: Suspect, map: DependencyMap): Term {
  const dependents = map.index?.dependents(entity).length ?? 0;
  return term(
    'centrality',
    { dependents },
    `${dependents} ${dependents === 1 ? 'entity depends' : 'entities depend'} directly on it`,
  );
}

/**
 * A suspect without an anomaly, the less the more of what hangs on it is affected. Under maintenance silence says nothing: its anomalies
 * are held back.
 */
export function silent({ entity }: Suspect, map: DependencyMap, maintained: boolean): Term {
  const { dependents, affected } = map.affectedDependents(entity);
  if (maintained)
    return term(
      'silent',
      { dependents, affected, maintained },
      'no anomaly of its own is told during maintenance',
    );
  const share = dependents === 0 ? 0 : affected / dependents;
  const why = `no anomaly of its own; ${Math.round(share * 100)} % of what hangs on it is affected`;
  return term('silent', { dependents, affected }, why);
}

/** The names of the first few. */
function listed(victims: Ties): string {
  const { count } = victims;
  const shown = Array.from({ length: Math.min(LISTED_NAMES, count) }, (_, n) => victims.finding(n).name);
  const names = shown.join(', ');
  return count > LISTED_NAMES ? `${names} and ${count - LISTED_NAMES} more` : names;
}
