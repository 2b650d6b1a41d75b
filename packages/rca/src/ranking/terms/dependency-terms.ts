import type { Term } from '@aiops/contracts';
import type { DelayOf } from '../../memory/learned-delays.ts';
import type { Finding } from '../finding.ts';
import type { Suspect } from '../suspect.ts';
import { citedVictims, citedWay, LISTED_ENTITIES } from '../ties/cited-victims.ts';
import type { DependencyMap } from '../ties/dependency-map.ts';
import { usualText } from '../ties/onset-order.ts';
import { onsetOrder, strongestCause, usualDelay } from '../ties/tie-order.ts';
import type { Ties } from '../ties/ties.ts';
import { term } from './term.ts';
import type { CitedTie, TermInputs } from './term-inputs.ts';

/** Names of victims that are told. */
const LISTED_NAMES = 5;

/** The anomalous entities that depend on a suspect; `standing` is what is left of that, 0…1. */
export function explains({ entity, node }: Suspect, map: DependencyMap, standing: number): Term {
  const victims = map.victims(node);
  const { count } = victims;
  const why =
    count === 0
      ? 'nothing anomalous depends on it'
      : `${count} anomalous ${count === 1 ? 'entity depends' : 'entities depend'} on it: ${listed(victims)}`;
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
  const causes = map.causes(suspect.node);
  const place = strongestCause(finding, causes, delayOf);
  if (place < 0) return undefined;
  const cause = causes.finding(place);
  const { entity, severity } = cause;
  const way = citedWay(entity, entity, causes.reach(place));
  const usual = usualDelay(delayOf, way.distance, entity, finding.entity);
  const told = { ...way, severity, later_ms: cause.onset - finding.onset, ...(usual && { usual }) };
  return { cause, inputs: { cause: told, own_trouble: finding.ownTrouble } };
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
  const { count, later, known, inputs } = listedTies(finding, map, others, delayOf);
  const judged = known === 0 ? '' : `; of ${known} of them the usual order is known`;
  const why =
    count === 0
      ? 'nothing it is tied to is anomalous'
      : `${later} of ${count} anomalous entities it is tied to began after it${judged}`;
  return term('onset', { began: true, ...inputs }, why);
}

/** What an entity is tied to, the first of it as it is listed, and what is told of all. */
function listedTies(finding: Finding, map: DependencyMap, others: readonly Finding[], delayOf: DelayOf) {
  const ties: CitedTie[] = [];
  const { count, later, known, rest } = onsetOrder(
    finding,
    map,
    others,
    delayOf,
    (other, dependent, usual) => {
      if (ties.length === LISTED_ENTITIES) return;
      const tie = { entity: other.entity, later_ms: other.onset - finding.onset, dependent };
      ties.push(usual === undefined ? tie : { ...tie, usual });
    },
  );
  const entities = count - ties.length;
  return { count, later, known, inputs: entities === 0 ? { ties } : { ties, cut: { entities, sum: rest } } };
}

/** How much of the network hangs directly on it, on a logarithmic scale; 1,000 dependents and more count 1. */
export function centrality({ node }: Suspect, map: DependencyMap): Term {
  const dependents = map.dependentsOn(node);
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
export function silent({ node }: Suspect, map: DependencyMap, maintained: boolean): Term {
  const { dependents, affected } = map.affectedDependents(node);
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
