import { INNER, shapeOf } from './character.ts';
import { isDayOrMonth } from './variable-word.ts';

const SPACE = 32;
const EQUALS = 61;
const isQuote = (code: number) => code === 34 || code === 39 || code === 96;
const isDigit = (code: number) => code >= 48 && code <= 57;

/** Nouns after which the next word is a name. */
const INTRODUCERS = new Set(['user', 'username', 'login', 'account', 'host', 'hostname', 'domain', 'client']);
/** Their first letters, for a quick look. */
const INITIALS = new Set([...INTRODUCERS].map((word) => word.charCodeAt(0)));
const MAX_INTRODUCER = 8;
/** Words that go on with the sentence instead. */
const NO_NAMES = new Set(
  'is was are were be been has had have not no to in of for from by on at as and or with the a an this that will can cannot could must may'.split(
    ' ',
  ),
);
/** Keys of structured lines whose value is what the line tells. */
const TELLING_KEYS = new Set(['msg', 'message', 'event', 'level', 'severity', 'error', 'err', 'reason']);
/** Between the noun and the name. */
const INTRODUCING_GAP = /^[ :'"`[(]+$/;

/**
 * True for what follows an equals sign, in quotes or not: `key=value`, `key = "value"`. Not `b` in `a= b=1`, where a is
 * empty.
 */
export function isAfterEquals(line: string, start: number): boolean {
  let at = start - 1;
  let code = line.charCodeAt(at);
  if (code !== SPACE) {
    at = contentStart(line, start) - 1;
    if (isQuote(line.charCodeAt(at))) at -= 1;
    code = line.charCodeAt(at);
    if (code === EQUALS) return true;
  }
  if (code !== SPACE) return false;
  while (code === SPACE) {
    at -= 1;
    code = line.charCodeAt(at);
  }
  return code === EQUALS && line.charCodeAt(at - 1) === SPACE;
}

/** End of a quoted value that begins at `start`, or −1 when it is not quoted or the quote does not end before `limit`. */
export function quotedEnd(line: string, start: number, limit: number): number {
  const quote = line.charCodeAt(contentStart(line, start) - 1);
  if (!isQuote(quote)) return -1;
  for (let at = start; at < limit; at += 1) if (line.charCodeAt(at) === quote) return at;
  return -1;
}

/** Where the punctuation that stands directly before a word begins. */
function contentStart(line: string, start: number): number {
  let at = start;
  while (at > 0 && (shapeOf(line.charCodeAt(at - 1)) & INNER) !== 0) at -= 1;
  return at;
}

/** True for a day or month that a number, or another day or month, follows. */
export function isDatePart(line: string, text: string, end: number): boolean {
  if (!isDayOrMonth(text)) return false;
  let next = end;
  while (line.charCodeAt(next) === SPACE) next += 1;
  return isDigit(line.charCodeAt(next)) || isDayOrMonth(line.slice(next, next + 3));
}

/** True for a key whose value is no value but the message itself: `msg="cannot write"`. */
export function isTelling(key: string): boolean {
  return TELLING_KEYS.has(key);
}

/** True for a word after which a name may come. */
export function isIntroducer(word: string): boolean {
  return INITIALS.has(word.charCodeAt(0)) && word.length <= MAX_INTRODUCER && INTRODUCERS.has(word);
}

/** True for a word that is the name after an introducer and this gap: `user bob`, `host: db`. */
export function isIntroduced(gap: string, text: string): boolean {
  return INTRODUCING_GAP.test(gap) && !NO_NAMES.has(text);
}
