/** First character of a packed text. */
export const MARK = '~';
/** Between the packed bytes and the texts that they refer to. */
export const END = ' ';

/** What the byte says that begins a value. */
export const NULL = 0;
export const FALSE = 1;
export const TRUE = 2;
export const DOUBLE = 3;
export const WHOLE = 4;
/** A list of numbers only, see `number-row.ts`. */
export const ROW = 5;
export const LIST = 6;
export const RECORD = 7;
export const TEXT = 8;
/** A text that is no valid Unicode, as JSON. */
export const QUOTED = 9;
/** From here on the byte is itself a whole number from 0 on. */
export const SMALL = 16;
