import { AT, BACKSLASH, DIGIT, NOT_HEX } from './character.ts';
import type { WordShape } from './word-end.ts';

const SLASH = 47;
/** Letters that are all hexadecimal digits: no English word has so many of them. */
const HEX_LETTERS = 8;
/** Segments of a host name, a package or a class, less one. */
const DOTS_OF_A_NAME = 2;
const FAULT = /(?:Exception|Error)$/;
const FILE_OR_HOST = /^[a-z_-]+\.[a-z_-]+$/;

/** Written after a number: `5.2 KB` and `93 B` are the same kind of thing, and so are `10:20 AM` and `4:05 PM`. */
const UNITS = new Set(
  'B KB MB GB TB PB kB KiB MiB GiB TiB K M G bps Kbps Mbps Gbps ns us ms s sec secs min mins h Hz MHz GHz C F AM PM'.split(
    ' ',
  ),
);
const MAX_UNIT = 4;
const DAYS_AND_MONTHS = new Set(
  'Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' '),
);

/** True for a word with a digit (numbers, addresses, ids, sizes, durations), an address of mail, a path of Windows. */
export function isVariableShape(shape: number): boolean {
  return (shape & (DIGIT | AT | BACKSLASH)) !== 0;
}

/**
 * True for any other word that is variable by what it looks like: a path, an address of the web, a hexadecimal number, a
 * host, a file, a class. Names of errors are what a line is about, and stay.
 */
export function isVariable(text: string, word: WordShape): boolean {
  const { shape } = word;
  if (word.slashes > 1 || (word.slashes === 1 && text.charCodeAt(0) === SLASH)) return true;
  if ((shape & NOT_HEX) === 0) return text.length >= HEX_LETTERS;
  if (word.dots >= DOTS_OF_A_NAME) return !FAULT.test(text);
  return word.dots === 1 ? FILE_OR_HOST.test(text) : isNothing(text);
}

/** True for a value that is absent. */
function isNothing(text: string): boolean {
  return text === 'null' || text === 'NULL' || text === 'nil';
}

/** True for a unit of measurement, which belongs to the number before it. */
export function isUnit(text: string): boolean {
  return text.length <= MAX_UNIT && UNITS.has(text);
}

/** True for the name of a day or a month. */
export function isDayOrMonth(text: string): boolean {
  return text.length === 3 && DAYS_AND_MONTHS.has(text);
}

/**
 * True for a word that names a state and never a value: `true`, `RUNNING`, `SESSION_CLOSED`. Two lines that differ in one
 * tell different things.
 */
export function isState(text: string): boolean {
  return text === 'true' || text === 'false' || /^[A-Z][A-Z_]+$/.test(text);
}
