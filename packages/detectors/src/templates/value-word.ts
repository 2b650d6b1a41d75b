import { PLACEHOLDER } from './placeholder.ts';
import { isState } from './variable-word.ts';

/** Before a name more often than before a word that tells what happened. */
const PREPOSITIONS = new Set(['for', 'from', 'by']);
/** `disk-usage`, `root_domain`, `readBlock`, `Foo$Bar`: put together, as people name things. */
const COMPOUND = /[a-z][A-Z]|[a-zA-Z][-_.$/+][a-zA-Z]/;

/**
 * True for a word that may be a value, by its own shape or by the word before it: one that differs between two lines
 * which otherwise agree does not make them two kinds of line. Verbs, nouns and states do.
 */
export function mayBeValue(words: readonly string[], at: number): boolean {
  const word = words[at] as string;
  if (word === PLACEHOLDER) return true;
  // The first word names what speaks.
  if (at === 0) return false;
  return (COMPOUND.test(word) || PREPOSITIONS.has(words[at - 1] as string)) && !isState(word);
}
