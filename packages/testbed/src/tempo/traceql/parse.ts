import type { StoredSpan, StoredTrace } from '../trace-store.ts';
import { type Aggregate, parseAggregate } from './aggregate.ts';
import { parseCondition } from './condition.ts';
import type { Field, View } from './fields.ts';
import { fieldNamed } from './fields.ts';
import { type Relation, relate, relations } from './relate.ts';
import { TokenStream } from './token-stream.ts';

/** Spans of a trace that a query selects, or undefined when the trace does not match. */
type SelectSpans = (trace: StoredTrace) => StoredSpan[] | undefined;

export interface TraceQuery {
  readonly select: SelectSpans;
  /** What the conditions name and `select()` adds, in that order, each once. */
  readonly fields: readonly Field[];
  /** `| count() > 1` and its like, in order; a trace must pass all. */
  readonly aggregates: readonly Aggregate[];
}

/**
 * Reads the part of TraceQL that is understood here: conditions on attributes and intrinsics, `&&`, `||` and the structural
 * operators between span sets, then `select(…)` and comparisons of count, avg, min, max and sum.
 * @throws TraceqlError for anything else.
 */
export function parseTraceql(query: string): TraceQuery {
  const stream = new TokenStream(query);
  const fields = new Map<string, Field>();
  const add = (field: Field) => void (fields.has(field.key) || fields.set(field.key, field));
  const select = parseUnion(stream, add);
  const aggregates: Aggregate[] = [];
  while (stream.take('|')) {
    if (stream.take('select')) parseSelect(stream, add);
    else aggregates.push(parseAggregate(stream));
  }
  stream.expectEnd();
  return { select, fields: [...fields.values()], aggregates };
}

type AddField = (field: Field) => void;

function parseUnion(stream: TokenStream, add: AddField): SelectSpans {
  let left = parseBoth(stream, add);
  while (stream.take('||')) {
    const [a, b] = [left, parseBoth(stream, add)];
    left = (trace) => union(a(trace), b(trace));
  }
  return left;
}

function parseBoth(stream: TokenStream, add: AddField): SelectSpans {
  let left = parseStructural(stream, add);
  while (stream.take('&&')) {
    const [a, b] = [left, parseStructural(stream, add)];
    left = (trace) => {
      const [first, second] = [a(trace), b(trace)];
      return first === undefined || second === undefined ? undefined : union(first, second);
    };
  }
  return left;
}

function parseStructural(stream: TokenStream, add: AddField): SelectSpans {
  let left = parseSpanSet(stream, add);
  for (let relation = takeRelation(stream); relation !== undefined; relation = takeRelation(stream)) {
    const [a, b, related] = [left, parseSpanSet(stream, add), relation];
    left = (trace) => notEmpty(relate(related, trace, a(trace) ?? [], b(trace) ?? []));
  }
  return left;
}

function takeRelation(stream: TokenStream): Relation | undefined {
  return relations.find((relation) => stream.take(relation));
}

function parseSpanSet(stream: TokenStream, add: AddField): SelectSpans {
  if (stream.take('(')) {
    const inner = parseUnion(stream, add);
    stream.expect(')');
    return inner;
  }
  stream.expect('{');
  const matches = stream.take('}') ? () => true : parseCondition(stream, add);
  return (trace) => notEmpty(trace.spans.filter((span) => matches({ span, trace } satisfies View)));
}

function parseSelect(stream: TokenStream, add: AddField): void {
  stream.expect('(');
  do {
    const token = stream.next();
    const field = fieldNamed(token.text);
    if (token.kind !== 'word' || field === undefined) throw stream.unexpected(token);
    add(field);
  } while (stream.take(','));
  stream.expect(')');
}

function notEmpty(spans: StoredSpan[]): StoredSpan[] | undefined {
  return spans.length === 0 ? undefined : spans;
}

function union(a: StoredSpan[] | undefined, b: StoredSpan[] | undefined): StoredSpan[] | undefined {
  return a === undefined || b === undefined ? (a ?? b) : [...new Set([...a, ...b])];
}
