import { FOREIGN, INNER, NOT_HEX, SEPARATOR, shapeOf } from './character.ts';

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
  let inner = start - 1;
  for (; at < limit; at += 1) {
    const code = line.charCodeAt(at);
    const one = shapeOf(code);
    if (one === SEPARATOR && (!isPath || code <= 32 || AFTER_PATH.has(code))) break;
    if (code === COLON && !isPath && !joinsGroups(line, at, shape)) break;
    // Writing systems without spaces: what is not ASCII is a word of its own.
    if (at > start && ((one ^ shape) & FOREIGN) !== 0 && (one & INNER) === 0) break;
    shape |= one;
    if ((one & (INNER | SEPARATOR)) === 0) inner = at;
  }
  word.next = Math.max(at, start + 1);
  word.end = inner + 1;
  word.shape = shape & ~SEPARATOR;
  word.dots = 0;
  word.slashes = 0;
  if ((shape & INNER) !== 0) countPunctuation(line, word);
}

function countPunctuation(line: string, word: WordShape): void {
  for (let at = word.start; at < word.end; at += 1) {
    const code = line.charCodeAt(at);
    if (code === DOT) word.dots += 1;
    else if (code === SLASH) word.slashes += 1;
  }
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
