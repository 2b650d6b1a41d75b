import { type Labels, seriesKey } from '@aiops/contracts';

/** Series that are known at a time; then all are forgotten, and known again as they come. */
const MAX_KNOWN = 100_000;
/** Longer texts are not kept: who sends them has nothing to gain here. */
const MAX_LENGTH = 1_000;

interface Known {
  readonly entityId: string;
  readonly metric: string;
  readonly labels: Labels;
  /** Number of labels. */
  readonly size: number;
  readonly key: string;
}

/** Gives the key of a series, as {@link seriesKey} does, behind a prefix. */
export type SeriesKeys = (entityId: string, metric: string, labels: Labels) => string;

/**
 * Remembers keys by what a message says literally, which nearly always is what the last message of the series said: to sort and
 * quote labels costs much more than to compare them. It is no part of the state and cannot be seen from outside.
 */
export function createSeriesKeys(prefix: string): SeriesKeys {
  const known = new Map<string, Known>();
  return (entityId, metric, labels) => {
    // Two series may have the same text, for a label can hold anything: so what is found is compared.
    let text = `${entityId}\n${metric}`;
    let size = 0;
    for (const name in labels) {
      text += `\n${labels[name]}`;
      size += 1;
    }
    if (text.length > MAX_LENGTH) return prefix + seriesKey(entityId, metric, labels);
    const found = known.get(text);
    if (found?.size === size && isSame(found, entityId, metric, labels)) return found.key;
    const key = prefix + seriesKey(entityId, metric, labels);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(text, { entityId, metric, labels, size, key });
    return key;
  };
}

/** Whether the labels, of which there are as many as are known, are those, and the rest is the same too. */
function isSame(known: Known, entityId: string, metric: string, labels: Labels): boolean {
  if (known.entityId !== entityId || known.metric !== metric) return false;
  for (const name in labels) {
    if (!Object.hasOwn(known.labels, name) || known.labels[name] !== labels[name]) return false;
  }
  return true;
}
