import { type Labels, label } from './labels.ts';

/** Names that need no quotes, because they hold nothing that the key itself is made of. */
const PLAIN = /^[^"{}=,|]+$/;
/** Text that is its own JSON but for the quotes: nearly every label value, and much faster to tell than to write as JSON. */
const PRINTABLE = /^[ !#-[\]-~]*$/;

/** Metric under which all metrics of an entity are judged together. */
export const ENTITY_METRIC = 'entity/*';

/**
 * The identity of a series: entity, metric and its labels in sorted order, so that label order never matters. A label
 * value is its text (`1` and `"1"` are one series) and a blank label is no label, as in Prometheus. Names that could be
 * taken for another key's punctuation are quoted, so that two series never share a key.
 */
export function seriesKey(entityId: string, metric: string, labels: Labels): string {
  const parts: string[] = [];
  for (const name of Object.keys(labels).sort()) {
    const value = label(labels, name);
    if (value !== undefined) parts.push(`${quoted(name)}=${inQuotes(value)}`);
  }
  return `${quoted(entityId)}|${quoted(metric)}{${parts.join(',')}}`;
}

function inQuotes(value: string): string {
  return PRINTABLE.test(value) ? `"${value}"` : JSON.stringify(value);
}

function quoted(name: string): string {
  return PLAIN.test(name) ? name : JSON.stringify(name);
}

/** What a {@link seriesKey} is made of: labels in the order of their names, all of them text. */
export interface SeriesName {
  readonly entityId: string;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A name, in quotes or not, up to the character that follows it; and a label's value. */
const NAME = /("(?:[^"\\]|\\.)*"|[^"{}=,|]+)[|{=]/y;
const VALUE = /("(?:[^"\\]|\\.)*")[,}]/y;

/** The inverse of {@link seriesKey}. Throws for a text that is no key. */
export function readSeriesKey(key: string): SeriesName {
  let at = 0;
  const next = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const text = pattern.exec(key)?.[1];
    if (text === undefined) throw new SyntaxError(`no series has the key ${key}: see character ${at}`);
    at = pattern.lastIndex;
    return text.startsWith('"') ? (JSON.parse(text) as string) : text;
  };
  const entityId = next(NAME);
  const metric = next(NAME);
  const labels: Record<string, string> = {};
  let isOver = key[at] === '}';
  while (!isOver) {
    const name = next(NAME);
    const value = next(VALUE);
    Object.defineProperty(labels, name, { value, writable: true, enumerable: true, configurable: true });
    isOver = key[at - 1] === '}';
  }
  return { entityId, metric, labels };
}
