import { DEFAULT_MAX_LENGTH, type RunbookParameter } from '@aiops/contracts';

/** A value that a parameter may have, or why it may not. */
export type CheckedValue = { readonly value: string | number | boolean } | { readonly problem: string };

/**
 * Checks a value that somebody gave for a declared parameter. Numbers and flags may come as text, as a command line and a form
 * send them; what comes out is of the declared type, so that both ways make the same plan.
 */
export function parameterValue(parameter: RunbookParameter, given: unknown): CheckedValue {
  if (parameter.type === 'string') return textValue(parameter, given);
  if (parameter.type === 'boolean') {
    if (given === true || given === 'true') return { value: true };
    if (given === false || given === 'false') return { value: false };
    return { problem: 'expected true or false' };
  }
  const value = numberOf(given);
  if (value === undefined) return { problem: 'expected a number' };
  return parameter.type === 'number' || Number.isSafeInteger(value)
    ? { value }
    : { problem: 'expected a whole number' };
}

function textValue(parameter: RunbookParameter, given: unknown): CheckedValue {
  const { pattern, enum: values, max_length: maxLength = DEFAULT_MAX_LENGTH } = parameter;
  if (typeof given !== 'string') return { problem: 'expected a text' };
  // Before anything looks at it: what is too long costs nothing.
  if (given.length > maxLength) return { problem: `expected at most ${maxLength} characters` };
  if (/[\0\r\n\u2028\u2029]/.test(given)) return { problem: 'expected one line, without a NUL' };
  if (/\p{Surrogate}/u.test(given)) return { problem: 'expected text that is valid Unicode' };
  if (values !== undefined && !values.includes(given)) {
    return { problem: `expected one of ${values.join(', ')}` };
  }
  // The pattern has anchors, but `^a|b$` holds for parts of a value; this does not.
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(given)) {
    return { problem: `expected text that the pattern ${pattern} fits` };
  }
  return { value: given };
}

function numberOf(given: unknown): number | undefined {
  if (typeof given === 'number') return Number.isFinite(given) ? given : undefined;
  const isSpelled = typeof given === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(given);
  return isSpelled ? Number(given) : undefined;
}
