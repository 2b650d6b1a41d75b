/** Where something stands. Line and column count from 1. */
export interface Place {
  /** Relative to the directory that is checked. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something that does not fit. */
export interface Problem extends Place {
  /** Name of the rule, such as `wrong-port`. */
  readonly rule: string;
  /** What is wrong, what was expected and, where it is not obvious, what to do. */
  readonly message: string;
}

/** A problem at a place. */
export function problemAt({ file, line, column }: Place, rule: string, message: string): Problem {
  return { rule, file, line, column, message };
}

/** Order in which problems are told: as one reads the files. */
export function byPlace(a: Problem, b: Problem): number {
  return (
    compare(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

/** `file:line:column  message  (rule)` */
export function problemLine({ file, line, column, message, rule }: Problem): string {
  return `${file}:${line}:${column}  ${message}  (${rule})`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
