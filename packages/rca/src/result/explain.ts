import type { Term } from '@aiops/contracts';
import { clockText } from '../clock-text.ts';
import type { Verdict } from '../ranking/confidence.ts';
import type { Finding } from '../ranking/finding.ts';
import type { Ranked, Ranking } from '../ranking/rank.ts';
import type { Suspect } from '../ranking/suspect.ts';
import { tiedTo } from '../ranking/ties/ties.ts';
import { counted, deed, deeds } from './phrases.ts';

export interface Explanation {
  /** One or two sentences: what happened, cause first. */
  readonly summary: string;
  /** The summary, why this cause, what speaks against it, and what else it might be. */
  readonly text: string;
}

/** Puts the answer in words, cause before effect, times in UTC. */
export function explain(ranking: Ranking, verdict: Verdict): Explanation {
  const [first, second] = ranking.leading;
  if (first === undefined) return { summary: 'No anomalous entity.', text: 'No anomalous entity.' };
  const story = join([tell(first, ranking), changeBefore(first.candidate.terms)]);
  const doubt = verdict.conclusive ? '' : `Not conclusive: ${verdict.reasons.join('; ')}.`;
  const { against, terms } = first.candidate;
  const parts = [
    story,
    `${first.suspect.name} is the probable cause with confidence ${percent(verdict.confidences[0])}: ${reasons(terms)}.`,
    against.length === 0 ? '' : `Against it: ${against.join('; ')}.`,
    doubt,
    second === undefined
      ? ''
      : `Next candidate: ${second.suspect.name} (${percent(verdict.confidences[1])}).`,
  ];
  return { summary: join([story, doubt]), text: join(parts) };
}

function tell({ suspect }: Ranked, ranking: Ranking): string {
  const { index } = ranking.map;
  const victims = tiedTo(ranking.map.victims(suspect.node));
  const told = new Set([suspect.entity, ...victims.map(({ entity }) => entity)]);
  const others = [...ranking.findings.values()].filter(({ entity }) => !told.has(entity));
  const { finding } = suspect;
  const direct = (index?.dependents(suspect.entity) ?? []).some(({ kind }) => kind === 'connects_to');
  const tie = direct ? 'behind it' : 'that depend on it';
  const own = finding === undefined ? undefined : deed(finding, index);
  const cause =
    own === undefined
      ? withoutAnomaly(suspect, victims, ranking)
      : `${suspect.name} ${own.did} at ${clockText(own.at)}`;
  const effect =
    victims.length === 0
      ? ''
      : `; ${counted(victims, index)} ${victims.length === 1 ? tie.replace('depend ', 'depends ') : tie} ${deeds(victims)}`;
  const rest =
    others.length === 0
      ? ''
      : ` At about the same time ${counted(others, index)} (${names(others)}) ${deeds(others)}.`;
  return `${cause}${effect}.${rest}`;
}

/** What is known of a cause that shows no anomaly: how it deviates, or only what its victims show. */
function withoutAnomaly({ name, entity }: Suspect, victims: readonly Finding[], { signs }: Ranking): string {
  const [strongest] = [...(signs.get(entity)?.values() ?? [])].sort((a, b) => b.strength - a.strength);
  if (strongest !== undefined) {
    const { at, summary } = strongest.deviating;
    return `${name} left its usual range at ${clockText(at)} (${summary})`;
  }
  return `${name} reported nothing itself, but trouble began at ${clockText(earliest(victims))} in what hangs on it`;
}

/** What was changed before, as an operator looks for that first. */
function changeBefore(terms: readonly Term[]): string {
  const change = terms.find(({ name }) => name === 'change');
  return change === undefined ? '' : `What changed before: ${change.why}.`;
}

/** The terms that weigh most, the ones that help first. */
function reasons(terms: readonly Term[]): string {
  const telling = terms
    .filter(({ value, weight }) => value * weight >= 0.03)
    .sort((a, b) => b.value * b.weight - a.value * a.weight)
    .slice(0, 3);
  return telling.length === 0 ? 'nothing else fits better' : telling.map(({ why }) => why).join('; ');
}

function names(findings: readonly Finding[]): string {
  const shown = findings.slice(0, 3).map(({ name }) => name);
  return findings.length > 3 ? `${shown.join(', ')}, …` : shown.join(', ');
}

function earliest(findings: readonly Finding[]): number {
  return Math.min(...findings.map(({ onset }) => onset));
}

function percent(confidence = 0): string {
  return `${Math.round(confidence * 100)} %`;
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
