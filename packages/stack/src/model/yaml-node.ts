import type { YamlDocument } from '@aiops/config';
import type { Place } from '../problem.ts';
import { textPlace } from './text-place.ts';

/** A file of the stack. */
export interface TextFile {
  /** Relative to the directory that is checked, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A text and what was read from it. */
interface Origin {
  readonly source: TextFile;
  readonly document: YamlDocument;
  /** Where each mapping and list is written; an alias shares the one of its anchor. */
  readonly written: ReadonlyMap<unknown, readonly PropertyKey[]>;
}

/**
 * A value in a YAML or JSON file that knows where it stands. Entries under a `<<` key belong to the mapping around it, and
 * what an alias brings stands where its anchor is.
 */
export class YamlNode {
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
  readonly #origin: Origin;

  private constructor(origin: Origin, path: readonly PropertyKey[], value: unknown) {
    this.#origin = origin;
    this.path = path;
    this.value = value;
  }

  /** The root of a document. */
  static root(source: TextFile, document: YamlDocument): YamlNode {
    const written = new Map<unknown, readonly PropertyKey[]>();
    remember(written, document.value, []);
    return new YamlNode({ source, document, written }, [], document.value);
  }

  /** The file that this stands in. */
  get source(): TextFile {
    return this.#origin.source;
  }

  /** The value that a path of keys leads to. */
  at(...keys: readonly string[]): YamlNode | undefined {
    let node: YamlNode | undefined = this;
    for (const key of keys) node = node?.entries.find(([name]) => name === key)?.[1];
    return node;
  }

  /** Key and value of a mapping; none for anything else. */
  get entries(): readonly (readonly [string, YamlNode])[] {
    if (!isMapping(this.value)) return [];
    const own = Object.entries(this.value)
      .filter(([key]) => key !== '<<')
      .map(([key, value]) => [key, this.#child(key, value)] as const);
    if (!Object.hasOwn(this.value, '<<')) return own;
    const merged = this.#child('<<', this.value['<<']);
    const parts = Array.isArray(merged.value) ? merged.items : [merged];
    const names = new Set(own.map(([key]) => key));
    return [...own, ...parts.flatMap((part) => part.entries.filter(([key]) => !names.has(key)))];
  }

  /** Items of a list; none for anything else. */
  get items(): readonly YamlNode[] {
    return Array.isArray(this.value) ? this.value.map((value, index) => this.#child(index, value)) : [];
  }

  /** The items of a list, or the value itself where one may stand for a list of one. */
  get oneOrMore(): readonly YamlNode[] {
    if (Array.isArray(this.value)) return this.items;
    return this.value === null || this.value === undefined ? [] : [this];
  }

  /** A scalar as text, undefined for anything else. */
  get text(): string | undefined {
    const { value } = this;
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
  }

  /** Every scalar of the tree, in the order of the file; those that several aliases bring, once. */
  *scalars(seen = new Set<unknown>()): Generator<YamlNode> {
    if (this.text !== undefined) yield this;
    else if (!seen.has(this.value)) {
      seen.add(this.value);
      for (const item of this.items) yield* item.scalars(seen);
      for (const [, value] of this.entries) yield* value.scalars(seen);
    }
  }

  /** The key that leads here. */
  get key(): string {
    return String(this.path.at(-1) ?? '');
  }

  get place(): Place {
    return this.#placeAt(this.#origin.document.place(this.path));
  }

  get keyPlace(): Place {
    return this.#placeAt(this.#origin.document.keyPlace(this.path));
  }

  /** Where a word inside this scalar stands; the scalar's own place when it is written otherwise there. */
  placeOf(word: string, occurrence = 0): Place {
    const { text } = this.source;
    const start = this.#offset();
    const end = start + (this.text?.length ?? 0) * 2 + 200;
    let found = start - 1;
    for (let index = 0; index <= occurrence; index++) {
      found = text.indexOf(word, found + 1);
      if (found < 0 || found > end) return this.place;
    }
    return textPlace(this.source.path, text, found);
  }

  #offset(): number {
    const { line, column } = this.place;
    const lines = this.source.text.split('\n').slice(0, line - 1);
    return lines.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  }

  #child(key: string | number, value: unknown): YamlNode {
    const path = this.#origin.written.get(value) ?? [...this.path, key];
    return new YamlNode(this.#origin, path, value);
  }

  #placeAt(position: string): Place {
    const [line = 1, column = 1] = position.split(':').map(Number);
    return { file: this.source.path, line, column };
  }
}

function remember(
  written: Map<unknown, readonly PropertyKey[]>,
  value: unknown,
  path: readonly PropertyKey[],
) {
  if (typeof value !== 'object' || value === null || written.has(value)) return;
  written.set(value, path);
  for (const [key, child] of Object.entries(value)) remember(written, child, [...path, key]);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
