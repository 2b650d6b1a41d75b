import type { z } from 'zod';
import { Problem } from './problem.ts';

const MOST_ERRORS = 20;
const TEXT_LENGTH = 300;

/** A part of a request as its schema reads it; parts without a schema must be empty. Throws {@link Problem} naming each field. */
export function readPart(
  part: 'path' | 'query' | 'body',
  schema: z.ZodType | undefined,
  given: unknown,
): unknown {
  if (schema === undefined) {
    const [name] = Object.keys(given as object);
    if (name === undefined) return undefined;
    throw invalid(part, [
      { path: part, message: `expected no parameters, received ${name.slice(0, TEXT_LENGTH)}` },
    ]);
  }
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const errors = read.error.issues.slice(0, MOST_ERRORS).map(({ path, message }) => ({
    path: [part, ...path.map(String)].join('.').slice(0, TEXT_LENGTH),
    message: message.slice(0, TEXT_LENGTH),
  }));
  throw invalid(part, errors);
}

function invalid(part: string, errors: readonly { path: string; message: string }[]): Problem {
  const [first] = errors;
  const detail = `The ${part} is not as expected: ${first?.path}: ${first?.message}`;
  return new Problem(400, 'invalid', detail, { errors });
}
