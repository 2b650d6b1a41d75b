/** Where something stands in a file: keys of maps and indexes of lists, outermost first. */
export type Path = readonly PropertyKey[];

/** Offsets into a text, by path. */
export type Offsets = ReadonlyMap<string, number>;

/** A path as a key of {@link Offsets}. Map keys and list indexes are told apart by what they stand in, not by their type. */
export function pathKey(path: Path): string {
  return JSON.stringify(path.map(String));
}

/** `line:column` of an offset, both counted from 1. */
export function lineColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`;
}

/**
 * `line:column` of a path. What is missing from the file has no place of its own, so the closest thing around it is
 * named instead.
 */
export function placeOf(text: string, offsets: Offsets, path: Path): string {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const offset = offsets.get(pathKey(path.slice(0, depth)));
    if (offset !== undefined) return lineColumn(text, offset);
  }
  return '1:1';
}
