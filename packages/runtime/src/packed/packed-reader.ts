import { ByteReader } from './byte-reader.ts';
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
import { readRow } from './number-row.ts';

/** Characters of a text that a complaint about it shows. */
const SHOWN = 60;
const OWN = { writable: true, enumerable: true, configurable: true } as const;

/** Reads a packed text; see `packer.ts`. Throws `SyntaxError` for any other. */
export function readPacked(text: string, words: readonly string[]): unknown {
  try {
    const end = text.indexOf(END);
    if (!text.startsWith(MARK) || end < 0) throw new RangeError('it does not begin like one');
    const reader = new PackedReader(text, end, words);
    const value = reader.value();
    reader.finish();
    return value;
  } catch (error) {
    const shown = JSON.stringify(text.slice(0, SHOWN));
    throw new SyntaxError(`This text is not packed: ${(error as Error).message}: ${shown}`, { cause: error });
  }
}

class PackedReader {
  readonly #bytes: ByteReader;
  readonly #text: string;
  readonly #words: readonly string[];
  /** Place of the next text. */
  #at: number;

  constructor(text: string, end: number, words: readonly string[]) {
    this.#bytes = new ByteReader(text.slice(MARK.length, end));
    this.#text = text;
    this.#words = words;
    this.#at = end + END.length;
  }

  value(): unknown {
    const kind = this.#bytes.readByte();
    if (kind >= SMALL) return kind - SMALL;
    switch (kind) {
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case DOUBLE:
        return this.#bytes.readDouble();
      case WHOLE:
        return this.#bytes.readVarint();
      case ROW:
        return readRow(this.#bytes);
      case LIST:
        return this.#list();
      case RECORD:
        return this.#record();
      case TEXT:
        return this.#taken();
      case QUOTED:
        return JSON.parse(this.#taken());
      default:
        throw new RangeError(`no value begins with ${kind}`);
    }
  }

  /** Throws when something is left. */
  finish(): void {
    if (!this.#bytes.isAtEnd || this.#at !== this.#text.length)
      throw new RangeError('it goes on after its end');
  }

  #taken(): string {
    const from = this.#at;
    this.#at += this.#bytes.readVarint();
    return this.#text.slice(from, this.#at);
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    for (let left = this.#bytes.readVarint(); left > 0; left -= 1) list.push(this.value());
    return list;
  }

  #record(): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    for (let left = this.#bytes.readVarint(); left > 0; left -= 1) {
      const name = this.#name();
      const value = this.value();
      // A field of that name, as JSON.parse makes it, and no prototype.
      if (name === '__proto__') Object.defineProperty(record, name, { value, ...OWN });
      else record[name] = value;
    }
    return record;
  }

  #name(): string {
    const place = this.#bytes.readVarint();
    const name = place === 0 ? this.value() : this.#words[place - 1];
    if (typeof name !== 'string') throw new RangeError(`there is no word ${place}`);
    return name;
  }
}
