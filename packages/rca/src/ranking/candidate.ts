import type { Evidence, Term } from '@aiops/contracts';
import { compareText } from '../compare-text.ts';
import { alertEvidence } from '../memory/reported-alert.ts';
import type { Grounds } from './grounds.ts';
import { maintenanceText } from './maintenance-text.ts';
import type { Suspect } from './suspect.ts';
import { changeEvidence } from './terms/change-term.ts';
import { strongestExplanation } from './terms/dependency-terms.ts';
import { termsOf } from './terms/terms.ts';
import { tiedTo } from './ties/ties.ts';

/** A candidate of the contract, before its confidence is known. */
export interface ScoredCandidate {
  readonly device: string;
  readonly entity_id: string;
  readonly score: number;
  readonly terms: Term[];
  readonly evidence: Evidence[];
  readonly against: string[];
}

/** Evidence items shown per candidate. */
const SHOWN_EVIDENCE = 8;

/** A suspect with its score. What is told of it is put together when it is asked for. */
export function candidateOf(suspect: Suspect, score: number, grounds: Grounds): ScoredCandidate {
  let terms: Term[] | undefined;
  const candidate: ScoredCandidate = {
    device: suspect.name,
    entity_id: suspect.entity,
    score,
    get terms() {
      terms ??= termsOf(suspect, grounds);
      return terms;
    },
    get evidence() {
      return [...changeEvidence(candidate.terms), ...evidenceFor(suspect, grounds)].slice(0, SHOWN_EVIDENCE);
    },
    get against() {
      return against(suspect, grounds);
    },
  };
  return candidate;
}

/** Its maintenance and alerts, what it showed itself (its anomalies and their log lines or queries), then who depends on it. */
function evidenceFor(suspect: Suspect, { map, signs, maintenance, alerts }: Grounds): Evidence[] {
  const works = maintenance.get(suspect.entity);
  const own = (suspect.finding?.anomalies ?? []).flatMap(({ message }): Evidence[] => [
    { kind: 'anomaly', title: message.summary },
    ...(message.evidence ?? []),
  ]);
  const count = map.victimCount(suspect.node);
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
  const victims = tiedTo(map.victims(suspect.node));
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
