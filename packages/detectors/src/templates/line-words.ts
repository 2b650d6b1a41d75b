import { DIGIT, FOREIGN, INNER, LOWER, SEPARATOR, shapeOf, UPPER } from './character.ts';
import { PLACEHOLDER } from './placeholder.ts';
import { isState, isUnit, isVariable, isVariableShape } from './variable-word.ts';
import {
  isAfterEquals,
  isDatePart,
  isIntroduced,
  isIntroducer,
  isTelling,
  quotedEnd,
} from './word-context.ts';
import { findWordEnd, type WordShape } from './word-end.ts';

/** Characters of a line that are looked at, and words that are kept of it. */
const MAX_CHARACTERS = 1_000;
const MAX_WORDS = 64;
/** Longest group of words whose repetition is a list. */
const MAX_PERIOD = 4;
const SLASH = 47;
const WORDLIKE = LOWER | UPPER | DIGIT | FOREIGN;

/** The words of a line, and what stands before each of them and after the last. */
export interface LineWords {
  readonly words: string[];
  readonly gaps: string[];
}

/**
 * Reads a line as words, the variable ones masked. Punctuation only separates. Variable words in a row are one, and so
 * are repetitions of the same words around them, so that lists of any length look alike.
 */
export function readWords(line: string): string[] {
  return read(line, undefined);
}

/** The same with the text between the words, for display. */
export function readLine(line: string): LineWords {
  const gaps: string[] = [];
  const words = read(line, gaps);
  return { words, gaps };
}

function read(line: string, gaps: string[] | undefined): string[] {
  const limit = Math.min(line.length, MAX_CHARACTERS);
  const words: string[] = [];
  const word: WordShape = { start: 0, end: 0, next: 0, shape: 0, dots: 0, slashes: 0 };
  /** End of the last word, and its text unless it was masked. */
  let end = 0;
  let before = '';
  while (word.next < limit && words.length < MAX_WORDS) {
    word.start = wordStart(line, word.next, limit);
    findWordEnd(line, limit, word);
    if ((word.shape & WORDLIKE) === 0) continue;
    // Cut off in the middle, nobody knows what kind of word it is.
    if (word.next >= limit && limit < line.length && words.length > 0) break;
    const previous = words.at(-1);
    const text = wordOrPlaceholder(line, limit, word, previous, before, end);
    if (text !== PLACEHOLDER || previous !== PLACEHOLDER) push(words, gaps, text, line, end, word.start);
    end = word.end;
    before = text === PLACEHOLDER ? '' : text;
  }
  gaps?.push(word.next < line.length ? `${line.slice(end, word.next)}…` : line.slice(end));
  return words;
}

/** The word, or the placeholder when it is variable; a quoted value is one word and moves its end. */
function wordOrPlaceholder(
  line: string,
  limit: number,
  word: WordShape,
  previous: string | undefined,
  before: string,
  beforeEnd: number,
): string {
  const value = isAfterEquals(line, word.start) && !isTelling(before);
  const quote = value ? quotedEnd(line, word.start, limit) : -1;
  if (quote > 0) {
    word.end = quote;
    word.next = Math.max(word.next, quote);
    return PLACEHOLDER;
  }
  if (isVariableShape(word.shape)) return PLACEHOLDER;
  const text = line.slice(word.start, word.end);
  if (isVariable(text, word) || (value && !isState(text))) return PLACEHOLDER;
  if (previous === PLACEHOLDER && word.start === beforeEnd + 1 && isUnit(text)) return PLACEHOLDER;
  if (isIntroducer(before) && isIntroduced(line.slice(beforeEnd, word.start), text)) return PLACEHOLDER;
  return isDatePart(line, text, word.end) ? PLACEHOLDER : text;
}

/** First character that can begin a word. */
function wordStart(line: string, from: number, limit: number): number {
  let at = from;
  while (at < limit) {
    const code = line.charCodeAt(at);
    const shape = shapeOf(code);
    if ((shape & (SEPARATOR | INNER)) === 0 || code === SLASH) break;
    at += 1;
  }
  return at;
}

function push(
  words: string[],
  gaps: string[] | undefined,
  word: string,
  line: string,
  from: number,
  to: number,
): void {
  words.push(word);
  gaps?.push(line.slice(from, to));
  const repeated = repetition(words);
  if (repeated === 0) return;
  words.length -= repeated;
  if (gaps !== undefined) gaps.length -= repeated;
}

/** Length of the group of words at the end that repeats the one before it and holds something variable; 0 when there is none. */
function repetition(words: readonly string[]): number {
  const { length } = words;
  for (let period = 2; period <= MAX_PERIOD && 2 * period <= length; period += 1) {
    let variable = false;
    let back = 1;
    for (; back <= period; back += 1) {
      const word = words[length - back];
      if (word !== words[length - back - period]) break;
      if (word === PLACEHOLDER) variable = true;
    }
    if (back > period && variable) return period;
  }
  return 0;
}
