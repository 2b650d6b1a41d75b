import { FOREIGN, INNER, NOT_HEX, SEPARATOR, shapeOf } from './character.ts';

/** Neither a letter nor a digit of ASCII. */
const SPECIAL = SEPARATOR | INNER | FOREIGN;
const COLON = 58;
const DOT = 46;
const SLASH = 47;
/** Longest group of an IPv6 or MAC address. */
const MAX_GROUP = 4;
/** End a path or an address of the web, which otherwise may hold `?`, `=` and `;`. */
const AFTER_PATH = new Set([...'"\'`)]}>,|'].map((character) => character.charCodeAt(0)));

/** Where a word lies and what it is made of. Filled in place, because there is one per word of every line. */
export interface WordShape {
  start: number;
  /** Without the punctuation at its end. */
  end: number;
  /** Where to go on. */
  next: number;
  /** Shapes of its characters, or-ed. */
  shape: number;
  dots: number;
  slashes: number;
}

/** Finds where the word that begins at `word.start` ends, not beyond `limit`. */
export function findWordEnd(line: string, limit: number, word: WordShape): void {
  const { start } = word;
  const isPath = line.charCodeAt(start) === SLASH;
  let shape = 0;
  let at = start;
  word.dots = 0;
  word.slashes = 0;
  for (; at < limit; at += 1) {
    const code = line.charCodeAt(at);
    const one = shapeOf(code);
    if ((one & SPECIAL) === 0 && (shape & FOREIGN) === 0) {
      shape |= one;
      continue;
    }
    if (endsWord(line, at, one, shape, isPath) && at > start) break;
    if (code === DOT) word.dots += 1;
    else if (code === SLASH) word.slashes += 1;
    shape |= one;
  }
  word.next = Math.max(at, start + 1);
  word.shape = shape & ~SEPARATOR;
  trimEnd(line, at, word);
}

/** True when a character that is no plain letter or digit does not belong to the word before it, which has this shape. */
function endsWord(line: string, at: number, one: number, shape: number, isPath: boolean): boolean {
  const code = line.charCodeAt(at);
  if (one === SEPARATOR) return !isPath || code <= 32 || AFTER_PATH.has(code);
  // Dots that lead the eye belong to nothing.
  if (code === DOT && line.charCodeAt(at + 1) === DOT) return !isPath;
  if (code === COLON) return !isPath && !joinsGroups(line, at, shape);
  // Writing systems without spaces: what is not ASCII is a word of its own.
  return (one & INNER) === 0 && shape !== 0 && ((one ^ shape) & FOREIGN) !== 0;
}

/** Leaves the punctuation at the end out. */
function trimEnd(line: string, end: number, word: WordShape): void {
  let at = end;
  for (; at > word.start; at -= 1) {
    const code = line.charCodeAt(at - 1);
    if ((shapeOf(code) & (SEPARATOR | INNER)) === 0) break;
    if (code === DOT) word.dots -= 1;
    else if (code === SLASH) word.slashes -= 1;
  }
  word.end = at;
}

/** True for the colon in an address or a time: hexadecimal so far, and a short group of it comes next. */
function joinsGroups(line: string, colon: number, shape: number): boolean {
  if ((shape & NOT_HEX) !== 0) return false;
  for (let length = 0; length <= MAX_GROUP; length += 1) {
    const next = shapeOf(line.charCodeAt(colon + 1 + length) || 0);
    const isWord = (next & (SEPARATOR | INNER)) === 0;
    if (!isWord) return length > 0 || line.charCodeAt(colon + 1) === COLON;
    if ((next & NOT_HEX) !== 0) return false;
  }
  return false;
}
