const CELL = /,(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/g;

/** The cells of one line of CSV. A cell may be quoted and then hold commas and doubled quotes, but no line break. */
export function splitCells(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...`,${line}`.matchAll(CELL)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
