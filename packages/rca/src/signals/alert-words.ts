import { type AnomalyMessage, contentId, label, seriesKey } from '@aiops/contracts';
import { readOnce } from '../read-once.ts';

/** Of a name that somebody made a megabyte long, this much is read. */
const READ_NAME = 256;
/** Words and labels that count, each; who writes more is told apart by the series. */
const COUNTED = 12;
/** A longer word is known by its hash. */
const LONGEST = 120;

/** Words of alerts that were read before: each revision of an incident asks for those of all its members. */
const read = new WeakMap<AnomalyMessage, readonly string[]>();

/**
 * What an alert is told apart by, without the entity: the words of its metric's name, whether the value lies above or below
 * what was expected, each label, and the series as a whole. Two alerts that share words are somewhat alike, which a first
 * one of its kind gains from. No word is the name of a property of objects.
 */
export function alertWords(alert: AnomalyMessage): readonly string[] {
  const words = read.get(alert) ?? wordsOf(alert);
  read.set(alert, words);
  return words;
}

function wordsOf({ metric_name, labels = {}, value, expected }: AnomalyMessage): string[] {
  const words = nameWords(metric_name).map((word) => `#${word}`);
  if (value !== undefined && expected !== undefined && value !== expected.mid)
    words.push(value > expected.mid ? '>above' : '>below');
  for (const name of Object.keys(labels).sort().slice(0, COUNTED)) {
    const text = label(labels, name);
    if (text !== undefined) words.push(`${name}=${text}`);
  }
  words.push(seriesKey('', metric_name, labels));
  return [...new Set(words.map(shortened))];
}

/** Runs of letters and digits in lower case, also where only a capital parts them. */
const nameWords = readOnce((name): readonly string[] => {
  const parted = name.slice(0, READ_NAME).replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  return (parted.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, COUNTED);
});

function shortened(word: string): string {
  return word.length > LONGEST ? contentId('alert word', word) : word;
}
