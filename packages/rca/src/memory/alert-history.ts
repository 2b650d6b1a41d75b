import type { AnomalyMessage } from '@aiops/contracts';
import { alertWords } from '../signals/alert-words.ts';

/** An alert of an incident, as far as the history looks at it. */
export interface Alert {
  readonly entity: string;
  readonly message: AnomalyMessage;
}

/**
 * What earlier incidents of a correlation domain looked like: how often each entity showed each word of an alert (see
 * {@link alertWords}), at most once per incident. Plain JSON of bounded size.
 */
export interface AlertHistory {
  /** Incidents counted; those that settled together count as one. */
  incidents: number;
  /** Pairs of an incident and an entity with alerts in it. */
  involvements: number;
  /** Involvements that showed a word. */
  words: Record<string, number>;
  /** By `@entity`, incidents in which it showed a word. The sign keeps ids from being names of properties. */
  entities: Record<string, Record<string, number>>;
}

/** Limits of the history; past either of them everything is halved, and what was seen once is forgotten. */
export const historyLimits = {
  /** The last so many incidents and some older ones make the picture: systems change. */
  incidents: 256,
  /** Counts kept: some 200 kB of JSON. */
  counts: 8000,
} as const;

/** Incidents that what is common everywhere counts for, against what was seen of the entity itself. */
const PRIOR = 2;
/** One alert that is hardly ever seen says more than several somewhat unusual ones. */
const EMPHASIS = 1.5;

export function emptyAlertHistory(): AlertHistory {
  return { incidents: 0, involvements: 0, words: {}, entities: {} };
}

/** Counts one incident. The order of its alerts makes no difference. */
export function learnIncident(history: AlertHistory, alerts: readonly Alert[]): void {
  history.incidents += 1;
  for (const [entity, words] of shownBy(alerts)) {
    history.involvements += 1;
    const own = history.entities[`@${entity}`] ?? {};
    history.entities[`@${entity}`] = own;
    for (const word of words) {
      own[word] = (own[word] ?? 0) + 1;
      history.words[word] = (history.words[word] ?? 0) + 1;
    }
  }
  while (history.incidents >= historyLimits.incidents || countsOf(history) > historyLimits.counts) {
    halve(history);
  }
}

/** How surprising an alert is, see {@link surprisesIn}. */
export type SurpriseOf = (alert: Alert) => number;

/**
 * How surprising it is that an entity shows an alert: (−ln share) to the power 1.5, as a mean over the alert's words, with the
 * share of incidents in which it showed the word. That leans on what is common among all entities, as if two more incidents
 * had been like that. `counted` when the alert's own incident is in the history already: it is taken out again.
 */
export function surprisesIn(history: AlertHistory, counted = false): SurpriseOf {
  const less = counted ? 1 : 0;
  const incidents = Math.max(0, history.incidents - less);
  const surpriseAt = (word: string, seen: number) => {
    const common = Math.min(1, ((history.words[word] ?? 0) + 0.5) / (history.involvements + 1));
    const share = (seen + PRIOR * common) / (incidents + PRIOR);
    return (-Math.log(Math.min(1, share))) ** EMPHASIS;
  };
  /** By word, where it is new for an entity: the same for all of them. */
  const firsts = new Map<string, number>();
  const firstTime = (word: string) => {
    const known = firsts.get(word) ?? surpriseAt(word, 0);
    firsts.set(word, known);
    return known;
  };
  return ({ entity, message }) => {
    const own = history.entities[`@${entity}`];
    const words = alertWords(message);
    let sum = 0;
    for (const word of words) {
      const seen = Math.max(0, (own?.[word] ?? 0) - less);
      sum += seen === 0 ? firstTime(word) : surpriseAt(word, seen);
    }
    return sum / words.length;
  };
}

function shownBy(alerts: readonly Alert[]): ReadonlyMap<string, ReadonlySet<string>> {
  const shown = new Map<string, Set<string>>();
  for (const { entity, message } of alerts) {
    const words = shown.get(entity) ?? new Set();
    shown.set(entity, words);
    for (const word of alertWords(message)) words.add(word);
  }
  return shown;
}

function countsOf({ words, entities }: AlertHistory): number {
  return [words, ...Object.values(entities)].reduce((sum, counts) => sum + Object.keys(counts).length, 0);
}

function halve(history: AlertHistory): void {
  history.incidents = Math.floor(history.incidents / 2);
  history.involvements = Math.floor(history.involvements / 2);
  history.words = halved(history.words);
  for (const [entity, words] of Object.entries(history.entities)) {
    const left = halved(words);
    if (Object.keys(left).length === 0) delete history.entities[entity];
    else history.entities[entity] = left;
  }
}

function halved(counts: Readonly<Record<string, number>>): Record<string, number> {
  const left: Record<string, number> = {};
  for (const [word, count] of Object.entries(counts)) if (count > 1) left[word] = Math.floor(count / 2);
  return left;
}
