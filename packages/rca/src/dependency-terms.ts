import type { Term } from '@aiops/contracts';
import { citedVictims, citedWay, LISTED_ENTITIES } from './cited-victims.ts';
import type { DependencyMap } from './dependency-map.ts';
import type { Finding } from './finding.ts';
import type { Suspect } from './suspect.ts';
import { term } from './term.ts';
import type { TermInputs } from './term-inputs.ts';
import { termValue } from './term-values.ts';

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

/** The strongest anomalous dependency that began no later, or too little later to tell. */
export function strongestExplanation(
  suspect: Suspect,
  map: DependencyMap,
): { readonly cause: Finding; readonly inputs: Omit<TermInputs['explained_by'], 'share'> } | undefined {
  const { finding } = suspect;
  if (finding === undefined) return undefined;
  let most = 0;
  let best: ReturnType<typeof strongestExplanation>;
  for (const [cause, reach] of map.anomalousUpstream(suspect.entity)) {
    const { entity, severity } = cause;
    const way = citedWay(entity, entity, reach);
    const inputs = {
      cause: { ...way, severity, later_ms: cause.onset - finding.onset },
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
export function explainedBy(suspect: Suspect, map: DependencyMap, share: number): Term {
  const best = strongestExplanation(suspect, map);
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
    `it depends on ${best.cause.name}, which failed ${when}`,
  );
}

/** Share of the anomalous entities it is tied to that began later. A tie-break: real onsets order badly. */
export function onset(suspect: Suspect, map: DependencyMap, others: readonly Finding[]): Term {
  const { finding } = suspect;
  if (finding === undefined) return term('onset', { began: false, ties: [] }, 'it shows no onset');
  const tied =
    map.index === undefined
      ? others.filter(({ entity }) => entity !== suspect.entity)
      : [...map.anomalousUpstream(suspect.entity), ...map.anomalousDownstream(suspect.entity)].map(
          ([tie]) => tie,
        );
  const ties = tied.map((tie) => ({ entity: tie.entity, later_ms: tie.onset - finding.onset }));
  const later = ties.filter(({ later_ms }) => later_ms > 0).length;
  const why =
    tied.length === 0
      ? 'nothing it is tied to is anomalous'
      : `${later} of ${tied.length} anomalous entities it is tied to began after it`;
  return term('onset', { began: true, ...listedTies(ties) }, why);
}

function listedTies(ties: TermInputs['onset']['ties']): Pick<TermInputs['onset'], 'ties' | 'cut'> {
  const rest = ties.slice(LISTED_ENTITIES);
  if (rest.length === 0) return { ties };
  const later = rest.filter(({ later_ms }) => later_ms > 0).length;
  const same = rest.filter(({ later_ms }) => later_ms === 0).length;
  return { ties: ties.slice(0, LISTED_ENTITIES), cut: { entities: rest.length, later, same } };
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

/** A suspect without an anomaly, the less the more of what hangs on it is affected. */
export function silent({ entity }: Suspect, map: DependencyMap): Term {
  const { dependents, affected } = map.affectedDependents(entity);
  const share = dependents === 0 ? 0 : affected / dependents;
  const why = `no anomaly of its own; ${Math.round(share * 100)} % of what hangs on it is affected`;
  return term('silent', { dependents, affected }, why);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
