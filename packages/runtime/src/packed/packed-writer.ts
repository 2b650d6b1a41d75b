import { ByteWriter } from './byte-writer.ts';
import {
  DOUBLE,
  END,
  FALSE,
  LIST,
  MARK,
  NULL,
  QUOTED,
  RECORD,
  ROW,
  SMALL,
  TEXT,
  TRUE,
  WHOLE,
} from './kinds.ts';
import { writeRow } from './number-row.ts';

/** Lists of fewer numbers are no rows: a row tells more about itself. */
const LEAST_ROW = 2;
/** Bytes that a value takes at most, without what it holds: its name, its kind, and a number. */
const MOST_BYTES = 32;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Writes one value after the other as packed text; see `packer.ts`. */
export class PackedWriter {
  readonly #places: ReadonlyMap<string, number>;
  readonly #bytes = new ByteWriter();
  #texts = '';

  constructor(words: readonly string[]) {
    this.#places = new Map(words.map((word, place) => [word, place + 1]));
  }

  write(value: unknown, instead?: Readonly<Record<string, unknown>>): string {
    this.#bytes.reset();
    this.#texts = '';
    if (instead === undefined) this.#value(value);
    else this.#record(value as Readonly<Record<string, unknown>>, instead);
    return `${MARK}${this.#bytes.toText()}${END}${this.#texts}`;
  }

  #value(value: unknown): void {
    this.#bytes.reserve(MOST_BYTES);
    if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'string') this.#text(value);
    else if (typeof value === 'boolean') this.#bytes.writeByte(value ? TRUE : FALSE);
    else if (typeof value !== 'object' || value === null) this.#bytes.writeByte(NULL);
    else if (Array.isArray(value)) this.#list(value);
    else this.#record(value as Readonly<Record<string, unknown>>);
  }

  #number(value: number): void {
    if (!Number.isFinite(value)) this.#bytes.writeByte(NULL);
    else if (!Number.isSafeInteger(value) || value < 0) {
      this.#bytes.writeByte(DOUBLE);
      this.#bytes.writeDouble(value);
    } else if (value < 256 - SMALL) this.#bytes.writeByte(SMALL + value);
    else {
      this.#bytes.writeByte(WHOLE);
      this.#bytes.writeVarint(value);
    }
  }

  #text(text: string): void {
    const isValid = !LONE_SURROGATE.test(text);
    const written = isValid ? text : JSON.stringify(text);
    this.#bytes.writeByte(isValid ? TEXT : QUOTED);
    this.#bytes.writeVarint(written.length);
    this.#texts += written;
  }

  #list(list: readonly unknown[]): void {
    if (isRow(list)) {
      this.#bytes.writeByte(ROW);
      writeRow(this.#bytes, list);
      return;
    }
    this.#bytes.writeByte(LIST);
    this.#bytes.writeVarint(list.length);
    for (const one of list) this.#value(one);
  }

  #record(record: Readonly<Record<string, unknown>>, instead?: Readonly<Record<string, unknown>>): void {
    const names = Object.keys(record);
    let fields = 0;
    for (const name of names) if (record[name] !== undefined) fields += 1;
    this.#bytes.reserve(MOST_BYTES);
    this.#bytes.writeByte(RECORD);
    this.#bytes.writeVarint(fields);
    for (const name of names) {
      const value = instead?.[name] ?? record[name];
      if (value === undefined) continue;
      const place = this.#places.get(name) ?? 0;
      this.#bytes.reserve(MOST_BYTES);
      this.#bytes.writeVarint(place);
      if (place === 0) this.#text(name);
      this.#value(value);
    }
  }
}

function isRow(list: readonly unknown[]): list is readonly number[] {
  if (list.length < LEAST_ROW) return false;
  for (let i = 0; i < list.length; i += 1) if (!Number.isFinite(list[i])) return false;
  return true;
}
