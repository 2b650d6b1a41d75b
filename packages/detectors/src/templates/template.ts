/** One kind of line. Plain JSON. */
export interface Template {
  /** Derived from the words of the line that began it; never changes. */
  readonly id: string;
  /** Its words; what changes from line to line is a placeholder. May become more general. */
  readonly words: string[];
  /** What stands before each word and after the last. */
  readonly gaps: readonly string[];
  /** When a line last matched it, on the clock of the caller. */
  used: number;
}

/** The template as people read it: `Connection from <*> closed after <*> ms`. */
export function templateText(template: Pick<Template, 'words' | 'gaps'>): string {
  const { words, gaps } = template;
  return (words.map((word, i) => (gaps[i] ?? '') + word).join('') + (gaps[words.length] ?? '')).trim();
}
