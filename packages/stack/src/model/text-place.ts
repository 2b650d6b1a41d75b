import type { Place } from '../problem.ts';

/** Line and column of an offset in a text. */
export function textPlace(file: string, text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
