import { isSecretName, isSecretOption, MASK, maskPatterns } from './secret-patterns.ts';

/**
 * A copy of plain JSON in which secrets cannot be read: values of fields that are named like one, what follows an option that is
 * named like one in a list of words, and what looks like one in texts. What runbooks print is masked by those who run them, too;
 * this is the last look before it is kept.
 */
export function maskFields<T>(value: T): T {
  return masked(value) as T;
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskPatterns(value);
  if (Array.isArray(value)) return value.map((item, index) => maskedWord(item, value[index - 1]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      typeof field === 'string' && isSecretName(name) ? MASK : masked(field),
    ]),
  );
}

function maskedWord(item: unknown, before: unknown): unknown {
  if (typeof item === 'string' && typeof before === 'string' && isSecretOption(before)) return MASK;
  return masked(item);
}
