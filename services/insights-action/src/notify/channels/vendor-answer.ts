import { Unavailable } from '@aiops/runtime';
import { Refused } from '../../sinks/incident-sink.ts';

const EXCERPT_LENGTH = 200;

/** How a vendor says in the body of a successful answer that it did not take a message. */
export interface AnswerRules {
  /** Who answered, in error texts. */
  readonly name: string;
  /** Fields that may hold the code; 0 means that it was taken. */
  readonly fields: readonly string[];
  /** Codes after which it should be tried again later: too many messages, a busy system. */
  readonly later: readonly number[];
}

/** Throws when the answer, whatever its HTTP status was, says that the message was not taken. */
export function checkVendorAnswer(answer: string, { name, fields, later }: AnswerRules): void {
  const code = codeIn(answer, fields);
  if (code === 0) return;
  const text = `${name}: ${code === undefined ? 'an answer without a code' : `code ${code}`}: ${answer
    .slice(0, EXCERPT_LENGTH)
    .trim()}`;
  throw code !== undefined && later.includes(code) ? new Unavailable(text) : new Refused(text);
}

function codeIn(answer: string, fields: readonly string[]): number | undefined {
  let body: unknown;
  try {
    body = JSON.parse(answer);
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null) return undefined;
  const codes = fields.flatMap((field) => (Object.hasOwn(body, field) ? [Reflect.get(body, field)] : []));
  return codes.find((code): code is number => typeof code === 'number');
}
