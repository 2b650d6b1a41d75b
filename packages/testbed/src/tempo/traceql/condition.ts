import { type Field, fieldNamed, kindNames, statusNames, type Value, type View } from './fields.ts';
import type { TokenStream } from './token-stream.ts';
import { durationNs, type Token, TraceqlError } from './tokens.ts';

export type Condition = (view: View) => boolean;
type AddField = (field: Field) => void;

const operators = ['=', '!=', '>', '>=', '<', '<=', '=~', '!~'];

/** Reads what stands between braces, and the closing one. `add` is told each field that it names. */
export function parseCondition(stream: TokenStream, add: AddField): Condition {
  const condition = parseEither(stream, add);
  stream.expect('}');
  return condition;
}

function parseEither(stream: TokenStream, add: AddField): Condition {
  let left = parseBoth(stream, add);
  while (stream.take('||')) {
    const [a, b] = [left, parseBoth(stream, add)];
    left = (view) => a(view) || b(view);
  }
  return left;
}

function parseBoth(stream: TokenStream, add: AddField): Condition {
  let left = parseOne(stream, add);
  while (stream.take('&&')) {
    const [a, b] = [left, parseOne(stream, add)];
    left = (view) => a(view) && b(view);
  }
  return left;
}

function parseOne(stream: TokenStream, add: AddField): Condition {
  if (stream.take('!')) {
    const inner = parseOne(stream, add);
    return (view) => !inner(view);
  }
  if (stream.take('(')) {
    const inner = parseEither(stream, add);
    stream.expect(')');
    return inner;
  }
  const left = parseOperand(stream, add);
  const token = stream.peek();
  if (token.kind !== 'sign' || !operators.includes(token.text))
    return (view) => left.read(view)?.value === true;
  stream.next();
  return comparison(left, token.text, parseOperand(stream, add));
}

interface Operand {
  readonly read: (view: View) => Value | undefined;
  readonly type: Value['type'] | 'nil' | undefined;
  readonly text: string;
}

function parseOperand(stream: TokenStream, add: AddField): Operand {
  const token = stream.next();
  const literal = literalOf(token);
  if (literal !== undefined) {
    const shown = literal.type === 'string' ? `\`${literal.value}\`` : token.text;
    return { read: () => literal, type: literal.type, text: shown };
  }
  if (token.kind === 'word' && token.text === 'nil')
    return { read: () => undefined, type: 'nil', text: 'nil' };
  const field = token.kind === 'word' ? fieldNamed(token.text) : undefined;
  if (field === undefined) throw stream.unexpected(token);
  add(field);
  return { read: field.read, type: field.type, text: token.text };
}

/** The value of a token that stands for itself. */
export function literalOf({ kind, text }: Token): Value | undefined {
  if (kind === 'string') return { type: 'string', value: text };
  if (kind === 'number') return { type: 'number', value: Number(text) };
  if (kind === 'duration') return { type: 'duration', value: durationNs(text) ?? 0 };
  if (kind !== 'word') return undefined;
  if (text === 'true' || text === 'false') return { type: 'bool', value: text === 'true' };
  if (statusNames.includes(text)) return { type: 'status', value: text };
  return kindNames.includes(text) ? { type: 'kind', value: text } : undefined;
}

function comparison(left: Operand, operator: string, right: Operand): Condition {
  if (left.type === 'nil' || right.type === 'nil') {
    const present = left.type === 'nil' ? right.read : left.read;
    return (view) => (present(view) !== undefined) === (operator === '!=');
  }
  if (!comparable(left.type, right.type))
    throw new TraceqlError(
      `binary operations must operate on the same type: ${left.text} ${operator} ${right.text}`,
    );
  const holds = testOf(operator);
  return (view) => {
    const [a, b] = [left.read(view), right.read(view)];
    return a !== undefined && b !== undefined && comparable(a.type, b.type) && holds(a.value, b.value);
  };
}

/** What is not known before a span is read may fit. */
function comparable(a: Operand['type'], b: Operand['type']): boolean {
  const numeric = (type: Operand['type']) => type === 'number' || type === 'duration';
  return a === undefined || b === undefined || a === b || (numeric(a) && numeric(b));
}

type Test = (a: Value['value'], b: Value['value']) => boolean;

/** The test of a comparison sign. A pattern must match the whole value. */
export function testOf(operator: string): Test {
  const matches: Test = (a, b) => new RegExp(`^(?:${b})$`, 's').test(String(a));
  const tests: Readonly<Record<string, Test>> = {
    '=': (a, b) => a === b,
    '!=': (a, b) => a !== b,
    '>': (a, b) => a > b,
    '>=': (a, b) => a >= b,
    '<': (a, b) => a < b,
    '<=': (a, b) => a <= b,
    '=~': matches,
    '!~': (a, b) => !matches(a, b),
  };
  const test = tests[operator];
  if (test === undefined) throw new TraceqlError(`unknown operator ${operator}`);
  return test;
}
