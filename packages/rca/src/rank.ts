import { type Evidence, nameOf, type Term } from '@aiops/contracts';
import { changeEvidence, changeMatters } from './change-term.ts';
import { compareText } from './compare-text.ts';
import type { DependencyMap } from './dependency-map.ts';
import { strongestExplanation } from './dependency-terms.ts';
import type { Signs } from './deviation-terms.ts';
import type { Finding } from './finding.ts';
import { type Background, type Grounds, groundsOf } from './grounds.ts';
import type { KnownMaintenance } from './known-maintenance.ts';
import { maintenanceText } from './maintenance-words.ts';
import { alertEvidence } from './reported-alert.ts';
import { scoreOf } from './score-of.ts';
import type { Sighting } from './sighting.ts';
import type { Suspect } from './suspect.ts';
import { termsOf } from './terms.ts';
import type { TopologyIndex } from './topology-index.ts';

/** A candidate of the contract, before its confidence is known. */
export interface ScoredCandidate {
  readonly device: string;
  readonly entity_id: string;
  readonly score: number;
  readonly terms: Term[];
  readonly evidence: Evidence[];
  readonly against: string[];
}

export interface Ranked {
  readonly suspect: Suspect;
  readonly candidate: ScoredCandidate;
}

/** All possible causes, best first, and the material they were judged on. */
export interface Ranking {
  readonly ranked: readonly Ranked[];
  readonly findings: ReadonlyMap<string, Finding>;
  readonly map: DependencyMap;
  readonly signs: Signs;
  readonly maintenance: ReadonlyMap<string, KnownMaintenance>;
}

/** Evidence items shown per candidate. */
const SHOWN_EVIDENCE = 8;

/**
 * Ranks the possible causes of an incident: every anomalous entity, and entities without an anomaly that at least two
 * anomalous ones depend on, or one where they were changed before it, lie outside their usual range or are under maintenance. The score is
 * the sum of its terms; ties go by entity id, so that the order is total.
 */
export function rank(
  members: readonly Sighting[],
  index: TopologyIndex | undefined,
  depth: number,
  background: Background = {},
): Ranking {
  const grounds = groundsOf(members, index, depth, background);
  const { findings, map, others, signs, changes, maintenance } = grounds;
  const unseen = new Set(map.silent);
  for (const entity of signs.keys()) {
    if (!findings.has(entity) && map.isNear(entity)) unseen.add(entity);
  }
  for (const entity of changes?.byEntity.keys() ?? []) {
    if (!findings.has(entity) && changeMatters(entity, grounds)) unseen.add(entity);
  }
  for (const entity of maintenance.keys()) {
    if (!findings.has(entity) && map.victims(entity).count > 0) unseen.add(entity);
  }
  const suspects: Suspect[] = [
    ...others.map((finding) => ({ entity: finding.entity, name: finding.name, finding })),
    ...[...unseen].sort(compareText).map((entity) => ({
      entity,
      name: index?.node(entity)?.name ?? nameIn(background, entity) ?? nameOf(entity),
      finding: undefined,
    })),
  ];
  const ranked = suspects.map((suspect) => judged(suspect, grounds));
  ranked.sort(
    (a, b) => b.candidate.score - a.candidate.score || compareText(a.suspect.entity, b.suspect.entity),
  );
  return { ranked, findings, map, signs, maintenance };
}

/** What an entity without an anomaly is called by what is known of it. */
function nameIn({ deviations, changes }: Background, entity: string): string | undefined {
  return deviations?.get(entity)?.[0]?.name ?? changes?.byEntity.get(entity)?.[0]?.name;
}

function judged(suspect: Suspect, grounds: Grounds): Ranked {
  let told: Term[] | undefined;
  const candidate: ScoredCandidate = {
    device: suspect.name,
    entity_id: suspect.entity,
    score: scoreOf(suspect, grounds),
    // Only the first few are ever told.
    get terms() {
      told ??= termsOf(suspect, grounds, 'listed');
      return told;
    },
    get evidence() {
      return [...changeEvidence(candidate.terms), ...evidenceFor(suspect, grounds)].slice(0, SHOWN_EVIDENCE);
    },
    get against() {
      return against(suspect, grounds);
    },
  };
  return { suspect, candidate };
}

/** Its maintenance and alerts, what it showed itself (its anomalies and their log lines or queries), then who depends on it. */
function evidenceFor(suspect: Suspect, { map, signs, maintenance, alerts }: Grounds): Evidence[] {
  const works = maintenance.get(suspect.entity);
  const own = (suspect.finding?.anomalies ?? []).flatMap(({ message }): Evidence[] => [
    { kind: 'anomaly', title: message.summary },
    ...(message.evidence ?? []),
  ]);
  const { count } = map.victims(suspect.entity);
  const dependents: Evidence[] =
    count === 0 ? [] : [{ kind: 'topology', title: `${count} anomalous of what depends on it` }];
  const deviating = [...(signs.get(suspect.entity)?.values() ?? [])]
    .sort((a, b) => b.strength - a.strength || compareText(a.symptom, b.symptom))
    .map(({ deviating }): Evidence => ({ kind: deviating.kind, title: deviating.summary }));
  own.push(...deviating);
  own.unshift(...alertEvidence(alerts.get(suspect.entity)));
  if (works !== undefined) own.unshift({ kind: 'maintenance', title: maintenanceText(works) });
  const distinct = [...new Map(own.map((item) => [`${item.kind} ${item.title}`, item])).values()];
  return [...distinct.slice(0, SHOWN_EVIDENCE - dependents.length), ...dependents];
}

function against(suspect: Suspect, { map, others, delayOf }: Grounds): string[] {
  const { finding } = suspect;
  const texts: string[] = [];
  const explanation = strongestExplanation(suspect, map, delayOf);
  if (explanation !== undefined && finding !== undefined) {
    const ahead = (finding.onset - explanation.cause.onset) / 1000;
    const seconds = Math.round(Math.abs(ahead));
    const when =
      seconds === 0
        ? 'at the same time'
        : `${ahead > 0 ? '' : 'only '}${seconds} s ${ahead > 0 ? 'earlier' : 'later'}`;
    texts.push(`its upstream ${explanation.cause.name} failed ${when}`);
  }
  if (finding === undefined) texts.push('it shows no anomaly of its own');
  const victims = map.anomalousDownstream(suspect.entity).map(([victim]) => victim);
  const early = finding === undefined ? undefined : victims.find(({ onset }) => onset < finding.onset);
  if (early !== undefined && finding !== undefined) {
    const seconds = Math.round((finding.onset - early.onset) / 1000);
    texts.push(`${early.name}, which depends on it, failed ${seconds} s earlier`);
  }
  const explained = new Set([suspect.entity, ...victims.map(({ entity }) => entity)]);
  const left = others.filter(({ entity }) => !explained.has(entity)).map(({ name }) => name);
  if (left.length > 0) texts.push(unexplained(left));
  return texts;
}

function unexplained(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${shown}${more} ${names.length === 1 ? 'does' : 'do'} not depend on it`;
}
