/** Columns of a report. */
export const WIDTH = 96;

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns that a text takes in a terminal: East Asian characters take two, combining ones none. */
export function columns(text: string): number {
  let sum = 0;
  for (const character of text) sum += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return sum;
}

/** A text filled up with spaces to a number of columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/**
 * A text in lines of at most {@link WIDTH} columns. The first line starts with `lead`, the others are indented as far as
 * it reaches. A word that is too long for a line is broken.
 */
export function wrap(lead: string, text: string): string[] {
  const indent = ' '.repeat(columns(lead));
  const room = Math.max(10, WIDTH - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((part) => pieces(part, room))) {
    if (line === '') line = word;
    else if (columns(line) + 1 + columns(word) <= room) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines.map((content, number) => (number === 0 ? lead : indent) + content);
}

/** A word in pieces that fit. */
function pieces(word: string, room: number): string[] {
  if (columns(word) <= room) return [word];
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (columns(piece) + columns(character) > room) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
}

/** The width of a column that holds these texts, with two spaces behind it, and at most `most` wide. */
export function columnOf(texts: readonly string[], most: number): number {
  return Math.min(most, Math.max(0, ...texts.map(columns))) + 2;
}

/** `one`, `one and two`, `one, two and 3 more`. */
export function listed(names: readonly string[], most: number): string {
  const shown = names.slice(0, most);
  if (names.length > most) return `${shown.join(', ')} and ${names.length - most} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
