import { PLACEHOLDER } from './placeholder.ts';
import { mayBeValue } from './value-word.ts';

/** Words that two lines must share before others of them may differ, and how many they must share for each that does. */
const MIN_SHARED = 3;
const SHARED_PER_DIFFERENCE = 3;

/**
 * How well a line fits a template with the same number of words: how many they share, or −1 when it does not. Places
 * that are variable in both count for nothing. A place that differs must hold a possible value in both; one that is open
 * already costs nothing, so that a line which once fitted always will.
 */
export function fit(template: readonly string[], words: readonly string[]): number {
  let shared = 0;
  let different = 0;
  for (let i = 0; i < words.length; i += 1) {
    if (template[i] !== words[i]) {
      if (!mayBeValue(template, i) || !mayBeValue(words, i)) return -1;
      if (template[i] !== PLACEHOLDER) different += 1;
    } else if (words[i] !== PLACEHOLDER) shared += 1;
  }
  if (different === 0) return shared;
  return shared >= Math.max(MIN_SHARED, SHARED_PER_DIFFERENCE * different) ? shared : -1;
}

/** Opens the places of a template in which a line that fits it differs. In place. */
export function generalise(template: string[], words: readonly string[]): void {
  for (let i = 0; i < words.length; i += 1) if (template[i] !== words[i]) template[i] = PLACEHOLDER;
}
