import { type Offsets, pathKey } from './source-place.ts';

const SPACE = /[ \t\r\n]*/y;
/** Control characters are forbidden in a string, except DEL and those after it. */
const STRING = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;

/** Where a text stops being JSON, and what should have stood there. */
export class JsonSyntax extends Error {
  override readonly name = 'JsonSyntax';
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

interface Cursor {
  readonly text: string;
  readonly offsets: Map<string, number>;
  at: number;
}

/**
 * Where each value of a JSON text stands. Throws {@link JsonSyntax} when the text is no JSON: `JSON.parse` words its
 * errors differently in each version of Node and leaves out the position of some.
 */
export function jsonOffsets(text: string): Offsets {
  const cursor: Cursor = { text, offsets: new Map(), at: 0 };
  readValue(cursor, []);
  skip(cursor, SPACE);
  if (cursor.at < text.length) throw refuse(cursor, 'the end of the file');
  return cursor.offsets;
}

function readValue(cursor: Cursor, path: readonly (string | number)[]): void {
  skip(cursor, SPACE);
  cursor.offsets.set(pathKey(path), cursor.at);
  const opening = cursor.text[cursor.at];
  if (opening === '{') readItems(cursor, '}', () => [...path, readKey(cursor)]);
  else if (opening === '[') readItems(cursor, ']', (index) => [...path, index]);
  else if (skip(cursor, STRING) === '' && skip(cursor, LITERAL) === '') throw refuse(cursor, 'a value');
}

function readItems(
  cursor: Cursor,
  closing: '}' | ']',
  pathOf: (index: number) => readonly (string | number)[],
): void {
  cursor.at += 1;
  skip(cursor, SPACE);
  if (cursor.text[cursor.at] === closing) {
    cursor.at += 1;
    return;
  }
  for (let index = 0; ; index += 1) {
    readValue(cursor, pathOf(index));
    skip(cursor, SPACE);
    const next = cursor.text[cursor.at];
    if (next !== ',' && next !== closing) throw refuse(cursor, `"," or "${closing}"`);
    cursor.at += 1;
    if (next === closing) return;
  }
}

function readKey(cursor: Cursor): string {
  skip(cursor, SPACE);
  const start = cursor.at;
  const literal = skip(cursor, STRING);
  if (literal === '') throw refuse(cursor, 'a name in double quotes');
  skip(cursor, SPACE);
  if (cursor.text[cursor.at] !== ':')
    throw refuse(cursor, `":" after ${cursor.text.slice(start, cursor.at).trim()}`);
  cursor.at += 1;
  return JSON.parse(literal) as string;
}

/** Moves over what the pattern matches here and returns it; empty when it matches nothing. */
function skip(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at;
  const matched = pattern.exec(cursor.text)?.[0] ?? '';
  cursor.at += matched.length;
  return matched;
}

function refuse(cursor: Cursor, expected: string): JsonSyntax {
  const character = cursor.text[cursor.at];
  const found = character === undefined ? 'the end of the file' : JSON.stringify(character);
  return new JsonSyntax(cursor.at, `not JSON: expected ${expected}, found ${found}`);
}
