import { InvalidData } from './invalid-data.ts';

/** A row of a CSV file: its fields, and the line of the file on which it begins. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A CSV file as text. Every row has as many fields as the header. */
export interface CsvTable {
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

interface Reader {
  readonly text: string;
  readonly file: string;
  at: number;
  line: number;
}

const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;

/**
 * Reads CSV (RFC 4180) row by row: fields in quotes may hold commas, line breaks and doubled quotes; lines end with LF or
 * CRLF; a quote in the middle of a plain field is only a character; an empty line is one empty field. Throws
 * {@link InvalidData}, which names `file` and the line.
 */
export function* csvRows(text: string, file: string): Generator<CsvRow> {
  const reader: Reader = { text, file, at: text.charCodeAt(0) === 0xfeff ? 1 : 0, line: 1 };
  while (reader.at < text.length) {
    const { line } = reader;
    yield { line, fields: readRow(reader) };
  }
}

/** Reads CSV whose rows have as many fields as the header; empty lines are skipped. Throws {@link InvalidData}. */
export function parseCsv(text: string, file: string): CsvTable {
  let header: readonly string[] | undefined;
  const rows: CsvRow[] = [];
  for (const { line, fields } of csvRows(text, file)) {
    if (fields.length === 1 && fields[0] === '') continue;
    if (header === undefined) header = fields;
    else if (fields.length === header.length) rows.push({ line, fields });
    else {
      throw new InvalidData(
        `${file}:${line} has ${fields.length} fields, but the header has ${header.length}`,
      );
    }
  }
  if (header === undefined) throw new InvalidData(`${file}:1 is empty; a header was expected`);
  return { file, header, rows };
}

/** Place of a column, or undefined. */
export function findColumn(table: CsvTable, name: string): number | undefined {
  const place = table.header.indexOf(name);
  return place < 0 ? undefined : place;
}

/** Place of a column that must be there. Throws {@link InvalidData}. */
export function requireColumn(table: CsvTable, name: string): number {
  const place = findColumn(table, name);
  if (place !== undefined) return place;
  throw new InvalidData(
    `${table.file}:1 has no column "${name}"; it has ${table.header.map((column) => `"${column}"`).join(', ')}`,
  );
}

/** One line of CSV, without its end: fields that need quotes get them. */
export function csvLine(fields: readonly (string | number)[]): string {
  return fields
    .map((field) => {
      const text = String(field);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',');
}

function readRow(reader: Reader): string[] {
  return readUnquoted(reader) ?? readFields(reader);
}

/** A line without quotes, which most are, is only split. */
function readUnquoted(reader: Reader): string[] | undefined {
  const { text, at } = reader;
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline;
  const isWindows = newline > at && text.charCodeAt(newline - 1) === RETURN;
  const line = text.slice(at, isWindows ? end - 1 : end);
  if (line.includes('"')) return undefined;
  reader.at = end + 1;
  reader.line += 1;
  return line.split(',');
}

function readFields(reader: Reader): string[] {
  const fields: string[] = [];
  for (;;) {
    fields.push(reader.text.charCodeAt(reader.at) === QUOTE ? readQuoted(reader) : readPlain(reader));
    if (reader.text.charCodeAt(reader.at) !== COMMA) break;
    reader.at += 1;
  }
  if (reader.text.charCodeAt(reader.at) === RETURN) reader.at += 1;
  reader.at += 1;
  reader.line += 1;
  return fields;
}

function readPlain(reader: Reader): string {
  const { text, at } = reader;
  let end = at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === COMMA || code === NEWLINE) break;
    if (code === RETURN && text.charCodeAt(end + 1) === NEWLINE) break;
    end += 1;
  }
  reader.at = end;
  return text.slice(at, end);
}

function readQuoted(reader: Reader): string {
  const { text, file, line } = reader;
  let field = '';
  let from = reader.at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw new InvalidData(`${file}:${line} has a quoted field that does not end`);
    const piece = text.slice(from, quote);
    field += piece;
    reader.line += piece.split('\n').length - 1;
    from = quote + 2;
    if (text.charCodeAt(quote + 1) === QUOTE) {
      field += '"';
      continue;
    }
    reader.at = quote + 1;
    if (isFieldEnd(text, reader.at)) return field;
    throw new InvalidData(`${file}:${reader.line} has text after the closing quote of a field`);
  }
}

function isFieldEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (at >= text.length || code === COMMA || code === NEWLINE) return true;
  return code === RETURN && text.charCodeAt(at + 1) === NEWLINE;
}
