import { readPacked } from './packed-reader.ts';
import { PackedWriter } from './packed-writer.ts';

/** Writes plain JSON as a shorter text, and reads it. */
export interface Packer {
  /**
   * The value as text, for {@link unpack} only. It takes what `JSON.stringify` takes, without `toJSON`. Fields of the outermost object
   * that are in `instead` are written with the value that they have there.
   */
  pack(value: unknown, instead?: Readonly<Record<string, unknown>>): string;
  /** What `JSON.parse` would give of the value as JSON. Throws `SyntaxError` for a text that is not packed. */
  unpack(text: string): unknown;
}

/**
 * Packs plain JSON that is mostly numbers into half of its text, to the last bit of each number. Names of fields that are among
 * `words` take one byte; a word must keep its place for as long as there are packed texts.
 */
export function createPacker(words: readonly string[]): Packer {
  const writer = new PackedWriter(words);
  return {
    pack: (value, instead) => writer.write(value, instead),
    unpack: (text) => readPacked(text, words),
  };
}
