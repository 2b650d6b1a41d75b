/** What a character may be part of. A word's characters are or-ed together and tell its shape. */
export const LOWER = 1;
export const UPPER = 2;
export const DIGIT = 4;
/** A letter beyond ASCII. */
export const FOREIGN = 8;
/** No hexadecimal digit and no colon. */
export const NOT_HEX = 16;
export const AT = 32;
export const BACKSLASH = 64;
/** Punctuation that belongs to a word when it stands inside of one. */
export const INNER = 128;
/** Ends a word. */
export const SEPARATOR = 256;

const INNER_CHARACTERS = '.-/\\@#$%&+*~^:';
const HEX_OR_COLON = /[0-9a-fA-F:]/;

const SHAPES = Int32Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  const hex = HEX_OR_COLON.test(character) ? 0 : NOT_HEX;
  if (/[a-z_]/.test(character)) return LOWER | hex;
  if (/[A-Z]/.test(character)) return UPPER | hex;
  if (/\d/.test(character)) return DIGIT;
  if (character === '@') return AT | INNER | hex;
  if (character === '\\') return BACKSLASH | INNER | hex;
  return INNER_CHARACTERS.includes(character) ? INNER | hex : SEPARATOR;
});

/** Shape of a UTF-16 code unit. */
export function shapeOf(code: number): number {
  return code < 128 ? (SHAPES[code] as number) : FOREIGN | NOT_HEX;
}
