import type { ConfidenceInputs, Term } from '@aiops/contracts';
import { round4 } from '../rounding.ts';
import type { Ranked, Ranking } from './rank.ts';
import { isSeenAtFault } from './seen-at-fault.ts';
import { tiedTo } from './ties/ties.ts';

export type TopologyStatus = 'ok' | 'stale' | 'unavailable';

/** How sure the answer is. */
export interface Verdict {
  /** Of the leading candidates, by rank, each 0…1. */
  readonly confidences: readonly number[];
  /** What they were made from, beside the scores and the state of the topology. */
  readonly inputs: ConfidenceInputs;
  readonly conclusive: boolean;
  /** Why it is not conclusive; empty when it is. */
  readonly reasons: readonly string[];
}

/** How often the first candidate was the cause without any lead, in recorded outages (`docs/root-cause-quality.md`). */
const WITHOUT_LEAD = 0.2;
/** The same where it is seen to be at fault itself; and the lead after which 1/e of that doubt is left. */
const SEEN_WITHOUT_LEAD = 0.45;
const TELLING_LEAD = 0.25;
/** Least score that a lead is compared with. */
const LEAST_SCORE = 0.2;
/** A lead below which two candidates cannot be told apart. */
const SMALL_MARGIN = 0.05;
/** Distinct series that must speak for the first candidate when it shows no fault of its own. */
const ENOUGH_SERIES = 3;
const TRUST: Readonly<Record<TopologyStatus, number>> = { ok: 1, stale: 0.85, unavailable: 0.5 };
const SILENT_TRUST = 0.7;
/** Nothing that is seen from outside is certain. */
const CEILING = 0.97;

/**
 * Confidence of the first candidate = 0.97 × c × trust, where c is 1 − 0.55 × exp(−lead / 0.25) when it is seen to be at fault
 * itself, and else (1 − 0.5^n) × min(1, 0.2 + lead): n is the number of distinct series and signs that it shows or
 * explains, lead the share of its score by which it is ahead, and trust 1, or 0.85 with a stale topology, 0.5 without one, times
 * 0.7 when it shows nothing itself. The others share what is left in proportion to their scores, never more than that
 * proportion of the first.
 */
export function judge(ranking: Ranking, status: TopologyStatus, coverage: number): Verdict {
  const [first, second] = ranking.leading;
  if (first === undefined) {
    const inputs = { supporting: 0, silent: true, others: 0 };
    return { confidences: [], inputs, conclusive: false, reasons: ['no anomalous entity'] };
  }
  const margin = leadOf(first, second);
  const { supporting, explained } = support(ranking);
  const { entity, finding } = first.suspect;
  const silent = finding === undefined && !ranking.signs.has(entity);
  const candidates = ranking.leading.map(({ candidate }) => candidate);
  const inputs = { supporting, silent, others: ranking.othersSum };
  const reasons: string[] = [];
  if (status === 'unavailable')
    reasons.push('the topology is unavailable: cause and effect are told by time and severity alone');
  else if (coverage < 0.5)
    reasons.push(`the topology knows only ${Math.round(coverage * 100)} % of the anomalous entities`);
  if (second !== undefined && margin < SMALL_MARGIN) reasons.push(tooClose(first, second));
  if (silent)
    reasons.push(`${first.suspect.name} shows no anomaly of its own; it is inferred from what depends on it`);
  if (supporting < ENOUGH_SERIES && finding?.direct === undefined) {
    reasons.push(
      `thin evidence: ${supporting} anomalous series ${supporting === 1 ? 'speaks' : 'speak'} for ${first.suspect.name}`,
    );
  }
  const others = ranking.findings.size - (silent ? 0 : 1);
  if (others > 0 && explained < others / 2) {
    reasons.push(
      `${first.suspect.name} explains only ${explained} of the ${others} other anomalous entities`,
    );
  }
  const confidences = confidencesOf(candidates, inputs, status);
  return { confidences, inputs, conclusive: reasons.length === 0, reasons };
}

/** What confidence looks at of a candidate. */
type Scored = { readonly score: number; readonly terms: readonly Pick<Term, 'name' | 'value' | 'weight'>[] };

/** The confidences of candidates, best first, see {@link judge}; those that stand last may be left out. */
export function confidencesOf(
  candidates: readonly Scored[],
  inputs: ConfidenceInputs,
  status: TopologyStatus,
): number[] {
  const [first, second] = candidates;
  if (first === undefined) return [];
  const trust = TRUST[status] * (inputs.silent ? SILENT_TRUST : 1);
  const confidence = CEILING * certainty(first, second?.score ?? 0, inputs.supporting) * trust;
  return shares(candidates, inputs.others, round4(confidence));
}

function leadOf(first: Ranked, second: Ranked | undefined): number {
  return first.candidate.score - (second?.candidate.score ?? 0);
}

function tooClose(first: Ranked, second: Ranked): string {
  const [one, other] = [first, second].map(
    ({ suspect, candidate }) => `${suspect.name} (${score(candidate.score)})`,
  );
  return `${one} and ${other} are too close to tell apart`;
}

function certainty({ score, terms }: Scored, next: number, supporting: number): number {
  const lead = Math.max(0, score - next) / Math.max(LEAST_SCORE, score);
  if (isSeenAtFault(terms)) return 1 - (1 - SEEN_WITHOUT_LEAD) * Math.exp(-lead / TELLING_LEAD);
  return (1 - 0.5 ** supporting) * Math.min(1, WITHOUT_LEAD + lead);
}

/** Distinct series that the first candidate shows or explains, and how many other anomalous entities it explains. */
function support(ranking: Ranking): { readonly supporting: number; readonly explained: number } {
  const first = ranking.leading[0];
  if (first === undefined) return { supporting: 0, explained: 0 };
  const victims = tiedTo(ranking.map.victims(first.suspect.node));
  const { entity, finding } = first.suspect;
  const own = (finding?.series ?? 0) + (ranking.signs.get(entity)?.size ?? 0);
  const supporting = victims.reduce((total, victim) => total + victim.series, own);
  return { supporting, explained: victims.length };
}

function shares(candidates: readonly Scored[], rest: number, first: number): number[] {
  const top = Math.max(0, candidates[0]?.score ?? 0);
  return candidates.map(({ score }, index) => {
    if (index === 0) return first;
    const value = Math.max(0, score);
    if (rest === 0 || top === 0) return 0;
    return round4(Math.min(first * (value / top), (1 - first) * (value / rest)));
  });
}

function score(value: number): string {
  return value.toFixed(2);
}
