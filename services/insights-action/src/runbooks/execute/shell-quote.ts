/**
 * One word for a shell, whatever stands in it: ssh joins its words and hands them to the login shell of the other side, and there
 * every word has to arrive as it was. What some shells read even between quotes (fish a backslash, csh a `!`) stands outside of
 * them, behind a backslash, which all of them read alike. A NUL cannot be in a word; it is refused long before.
 */
export function shellQuote(word: string): string {
  return `'${word.replaceAll(/['\\!]/g, `'\\$&'`)}'`;
}
