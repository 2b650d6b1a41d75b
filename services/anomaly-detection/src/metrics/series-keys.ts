import { type Labels, seriesKey } from '@aiops/contracts';

/** Series that are known at a time; then all are forgotten, and known again as they come. */
const MAX_KNOWN = 100_000;
/** Longer texts are not kept: who sends them has nothing to gain here. */
const MAX_LENGTH = 1_000;

interface Known {
  readonly entityId: string;
  readonly metric: string;
  /** As they came first; kept by the state of the series as well. */
  readonly labels: Labels;
  readonly key: string;
  /** The series that followed the last time. */
  next: Known | undefined;
}

/** Gives the key of a series, as {@link seriesKey} does, behind a prefix. */
export type SeriesKeys = (entityId: string, metric: string, labels: Labels) => string;

/**
 * Remembers keys by what a message says literally, which nearly always is what the last message of the series said: to sort and
 * quote labels costs much more than to compare them. Nearly always, too, series follow each other as they did the last time,
 * and then none has to be looked for. It is no part of the state and cannot be seen from outside.
 */
export function createSeriesKeys(prefix: string): SeriesKeys {
  const known = new Map<string, Known>();
  let last: Known | undefined;
  const lookUp = (entityId: string, metric: string, labels: Labels): Known => {
    // Two series may have the same text, for a label can hold anything: so what is found is compared.
    let text = `${entityId}\n${metric}`;
    for (const name in labels) text += `\n${labels[name]}`;
    const found = known.get(text);
    if (found !== undefined && isSame(found, entityId, metric, labels)) return found;
    const key = prefix + seriesKey(entityId, metric, labels);
    const made: Known = { entityId, metric, labels, key, next: undefined };
    if (text.length > MAX_LENGTH) return made;
    if (known.size >= MAX_KNOWN) {
      known.clear();
      last = undefined;
    }
    known.set(text, made);
    return made;
  };
  return (entityId, metric, labels) => {
    const guess = last?.next;
    const isRight = guess !== undefined && isSame(guess, entityId, metric, labels);
    const series = isRight ? guess : lookUp(entityId, metric, labels);
    if (last !== undefined) last.next = series;
    last = series;
    return series.key;
  };
}

/** Whether a message says literally what is known: often its labels are the very same object. */
function isSame(known: Known, entityId: string, metric: string, labels: Labels): boolean {
  if (known.metric !== metric || known.entityId !== entityId) return false;
  return known.labels === labels || haveSameLabels(known.labels, labels);
}

function haveSameLabels(known: Labels, labels: Labels): boolean {
  const names = Object.keys(known);
  let place = 0;
  for (const name in labels) {
    if (name !== names[place] || labels[name] !== known[name]) return false;
    place += 1;
  }
  return place === names.length;
}
