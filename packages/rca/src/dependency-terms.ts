import type { Term } from '@aiops/contracts';
import { citedVictims, citedWay, LISTED_ENTITIES } from './cited-victims.ts';
import type { DelayOf } from './delay-history.ts';
import type { DependencyMap } from './dependency-map.ts';
import type { Finding } from './finding.ts';
import { usualText } from './onset-order.ts';
import type { Suspect } from './suspect.ts';
import { term } from './term.ts';
import type { CitedDelay, CitedTie, TermInputs } from './term-inputs.ts';
import { precedenceOver, termValue } from './term-values.ts';
import type { Reach } from './topology-index.ts';

/** The anomalous entities that depend on a suspect; `standing` is what is left of that, 0…1. */
export function explains({ entity }: Suspect, map: DependencyMap, standing: number): Term {
  const victims = map.anomalousDownstream(entity);
  const names = victims.map(([victim]) => victim.name);
  const why =
    victims.length === 0
      ? 'nothing anomalous depends on it'
      : `${victims.length} anomalous ${victims.length === 1 ? 'entity depends' : 'entities depend'} on it: ${listed(names)}`;
  return term('explains', { standing, ...citedVictims(entity, victims) }, why);
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
  for (const [cause, reach] of map.anomalousUpstream(suspect.entity)) {
    const { entity, severity } = cause;
    const way = citedWay(entity, entity, reach);
    const usual = usualDelay(delayOf, reach, entity, suspect.entity);
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
): Term {
  const { finding } = suspect;
  if (finding === undefined) return term('onset', { began: false, ties: [] }, 'it shows no onset');
  const ties = tiesOf(finding, map, others, delayOf);
  const later = ties.filter(({ later_ms }) => later_ms > 0).length;
  const known = ties.filter(({ usual }) => usual !== undefined).length;
  const judged = known === 0 ? '' : `; of ${known} of them the usual order is known`;
  const why =
    ties.length === 0
      ? 'nothing it is tied to is anomalous'
      : `${later} of ${ties.length} anomalous entities it is tied to began after it${judged}`;
  return term('onset', { began: true, ...listedTies(ties) }, why);
}

function tiesOf(
  { entity, onset }: Finding,
  map: DependencyMap,
  others: readonly Finding[],
  delayOf: DelayOf,
): CitedTie[] {
  const tie = (other: Finding, dependent: boolean, usual?: { readonly usual: CitedDelay }): CitedTie => {
    return { entity: other.entity, later_ms: other.onset - onset, dependent, ...usual };
  };
  if (map.index === undefined)
    return others.filter((other) => other.entity !== entity).map((other) => tie(other, true));
  return [
    ...map
      .anomalousUpstream(entity)
      .map(([other, reach]) => tie(other, false, usualDelay(delayOf, reach, other.entity, entity))),
    ...map
      .anomalousDownstream(entity)
      .map(([other, reach]) => tie(other, true, usualDelay(delayOf, reach, entity, other.entity))),
  ];
}

/** Delays are learned of direct neighbours only. */
function usualDelay(delayOf: DelayOf, { distance }: Reach, cause: string, dependent: string) {
  const learned = distance === 1 ? delayOf(cause, dependent) : undefined;
  if (learned === undefined) return undefined;
  return { usual: { usual_ms: learned.usual, tolerance_ms: learned.tolerance } };
}

function listedTies(ties: readonly CitedTie[]): Pick<TermInputs['onset'], 'ties' | 'cut'> {
  const rest = ties.slice(LISTED_ENTITIES);
  if (rest.length === 0) return { ties };
  return { ties: ties.slice(0, LISTED_ENTITIES), cut: { entities: rest.length, sum: precedenceOver(rest) } };
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

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
