import type { StoredSpan, StoredTrace } from '../trace-store.ts';
import { literalOf, testOf } from './condition.ts';
import { type Field, fieldNamed } from './fields.ts';
import type { TokenStream } from './token-stream.ts';

/** A number about the spans that a query selected, and what it is compared with. */
export interface Aggregate {
  /** As the answer calls it: `count()`. */
  readonly key: string;
  readonly unit: 'count' | 'number' | 'duration';
  value(spans: readonly StoredSpan[], trace: StoredTrace): number;
  passes(value: number): boolean;
}

const reductions: Readonly<Record<string, (values: readonly number[]) => number>> = {
  avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  min: (values) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  max: (values) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
};

/** Reads `count() > 1`, `avg(duration) >= 2s` and their like. */
export function parseAggregate(stream: TokenStream): Aggregate {
  const name = stream.next();
  const reduce = name.kind === 'word' ? reductions[name.text] : undefined;
  if (reduce === undefined && name.text !== 'count') throw stream.unexpected(name);
  stream.expect('(');
  const field = reduce === undefined ? undefined : parseField(stream);
  stream.expect(')');
  const operator = stream.next();
  if (!['=', '!=', '>', '>=', '<', '<='].includes(operator.text)) throw stream.unexpected(operator);
  const token = stream.next();
  const limit = literalOf(token);
  if (typeof limit?.value !== 'number') throw stream.unexpected(token);
  const test = testOf(operator.text);
  const bound = limit.value;
  return {
    key: `${name.text}(${field?.word ?? ''})`,
    unit: unitOf(field?.field),
    value: (spans, trace) =>
      reduce === undefined || field === undefined ? spans.length : reduce(numbers(field.field, spans, trace)),
    passes: (value) => test(value, bound),
  };
}

function parseField(stream: TokenStream): { word: string; field: Field } {
  const token = stream.next();
  const field = token.kind === 'word' ? fieldNamed(token.text) : undefined;
  if (field === undefined) throw stream.unexpected(token);
  return { word: token.text, field };
}

function unitOf(field: Field | undefined): Aggregate['unit'] {
  if (field === undefined) return 'count';
  return field.type === 'duration' ? 'duration' : 'number';
}

function numbers(field: Field, spans: readonly StoredSpan[], trace: StoredTrace): number[] {
  return spans.map((span) => field.read({ span, trace })?.value).filter((value) => typeof value === 'number');
}
