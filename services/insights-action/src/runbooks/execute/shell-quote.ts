/**
 * One word for a POSIX shell, whatever stands in it: ssh joins its words and hands them to the login shell of the other side, and
 * there every word has to arrive as it was. A NUL cannot be in a word; it is refused long before.
 */
export function shellQuote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
