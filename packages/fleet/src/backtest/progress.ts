import { printable } from './printable.ts';

/** A rewritten line is rewritten this often, in ms. */
const REWRITE_EVERY = 100;
const BAR_CELLS = 24;

/** Where progress is told; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Tells how far a run over files has come: a line that is rewritten on a terminal, else one line for each file. */
export interface Progress {
  /** Some rows of a file of that many are done. */
  update(name: string, bytes: number, row: number, rows: number): void;
  /** A file is done. */
  finish(name: string, bytes: number, rows: number): void;
  /** All are; takes the line away. */
  end(): void;
}

/** What a run is over, as people call several of it. */
export interface ProgressWords {
  readonly file: string;
  readonly row: string;
}

const FILES: ProgressWords = { file: 'files', row: 'rows' };

/** Progress over `files` files of `bytes` bytes together. `now` gives ms; `words` says what files and rows are called. */
export function createProgress(
  stream: ProgressStream,
  { files, bytes: total }: { readonly files: number; readonly bytes: number },
  now: () => number,
  words: ProgressWords = FILES,
): Progress {
  const started = now();
  let doneFiles = 0;
  let doneBytes = 0;
  let doneRows = 0;
  let written = Number.NEGATIVE_INFINITY;
  const pace = (rows: number) =>
    `${count((1000 * (doneRows + rows)) / Math.max(1, now() - started))} ${words.row}/s`;
  const rewrite = (name: string, share: number, rows: number) => {
    written = now();
    const cells = Math.min(BAR_CELLS, Math.floor(share * BAR_CELLS));
    const bar = '█'.repeat(cells) + '░'.repeat(BAR_CELLS - cells);
    const percent = `${Math.min(100, Math.floor(100 * share))} %`.padStart(5);
    stream.write(
      `\r\x1b[K${bar} ${percent}  ${doneFiles} of ${files} ${words.file}  ${pace(rows)}  ${printable(name).slice(-40)}`,
    );
  };
  return {
    update(name, bytes, row, rows) {
      if (stream.isTTY !== true || now() - written < REWRITE_EVERY) return;
      rewrite(name, (doneBytes + (bytes * row) / Math.max(1, rows)) / Math.max(1, total), row);
    },
    finish(name, bytes, rows) {
      doneFiles += 1;
      doneBytes += bytes;
      doneRows += rows;
      if (stream.isTTY === true) rewrite(name, doneBytes / Math.max(1, total), 0);
      else
        stream.write(
          `${printable(name)}: ${count(rows)} ${words.row}  (${doneFiles} of ${files} ${words.file}, ${pace(0)})\n`,
        );
    },
    end() {
      if (stream.isTTY === true) stream.write('\r\x1b[K');
    },
  };
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}
