/** A query that is not TraceQL, or not the part of it that is understood here. */
export class TraceqlError extends Error {
  override readonly name = 'TraceqlError';
}

export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'duration' | 'sign' | 'end';
  /** As written; of a string its content. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

const patterns: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+|\/\/[^\n]*/y],
  ['duration', /-?(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+(?![A-Za-z])/y],
  ['number', /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/y],
  ['string', /"(?:[^"\\]|\\.)*"|`[^`]*`/y],
  // A quoted part is for attribute names with spaces: span."my key".
  ['word', /\.?[A-Za-z_](?:[\w./:-]|\."(?:[^"\\]|\\.)*")*|\."(?:[^"\\]|\\.)*"/y],
  ['sign', /&&|\|\||>>|<<|!=|=~|!~|>=|<=|[{}()|=<>~!,]/y],
];

/** The tokens of a query, with an `end` after the last. @throws TraceqlError at what is none. */
export function tokens(query: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const [kind, text] = next(query, at);
    if (kind !== 'space')
      found.push({ kind, text: kind === 'string' ? content(text) : text, ...place(query, at) });
    at += text.length;
  }
  found.push({ kind: 'end', text: '$end', ...place(query, at) });
  return found;
}

function next(query: string, at: number): readonly [Token['kind'] | 'space', string] {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(query)?.[0];
    if (text !== undefined) return [kind, text];
  }
  throw parseError(place(query, at), `syntax error: unexpected ${query[at]}`);
}

function place(query: string, at: number): { line: number; column: number } {
  const before = query.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** An error at a place of the query, in the words of the real server. */
export function parseError(at: { line: number; column: number }, message: string): TraceqlError {
  return new TraceqlError(`parse error at line ${at.line}, col ${at.column}: ${message}`);
}

function content(quoted: string): string {
  const inner = quoted.slice(1, -1);
  return quoted.startsWith('`')
    ? inner
    : inner.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
}

const unitNs: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Nanoseconds of a duration such as `1m30s`; undefined when it is none. */
export function durationNs(text: string): number | undefined {
  if (!/^-?(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  const sum = parts.reduce(
    (total, [, amount, unit]) => total + Number(amount) * (unitNs[unit ?? ''] ?? 0),
    0,
  );
  return text.startsWith('-') ? -sum : sum;
}
