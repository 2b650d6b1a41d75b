/** The words of a command, or what is wrong with it. */
export type CommandWords = { readonly words: readonly string[] } | { readonly problem: string };

const WORD = /(?:[^ \t"']|"[^"]*"|'[^']*')+/g;
const QUOTED = /"([^"]*)"|'([^']*)'/g;

/**
 * Splits a command at spaces and tabs, as a shell would, except that nothing in it is special but quotes: what stands between
 * two `'` or two `"` belongs to one word as it is. A backslash is a backslash.
 */
export function commandWords(command: string): CommandWords {
  if (/["']/.test(command.replaceAll(QUOTED, ''))) {
    return { problem: 'a quote is not closed: close it, or use `argv` for a literal one' };
  }
  const words = [...command.matchAll(WORD)].map(([word]) => word.replaceAll(QUOTED, '$1$2'));
  return words.length === 0 ? { problem: 'no word stands in it: name a program' } : { words };
}
