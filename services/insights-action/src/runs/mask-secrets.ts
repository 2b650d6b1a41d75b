const MASK = '***';
/** Names of fields whose value nobody may read. */
const SECRET_NAME = /authorization|cookie|password|passwd|secret|token|api[-_]?key|private[-_]?key/i;
const IN_TEXT = /\b(password|passwd|pwd|secret|token|api[-_]?key)(\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s&"']+)/gi;
const AS_OPTION = /(\s--?(?:password|passwd|secret|token|api[-_]?key)\s)\S+/gi;
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
/** Whatever the scheme: looking for where it begins takes for ever in a long text that is full of dots. */
const IN_URL = /(:\/\/)[^/\s@]{1,512}@/g;

/**
 * A copy of plain JSON in which secrets cannot be read: values of fields that are named like one, and what follows `password=`,
 * `Bearer` and the like in texts. What runbooks print is masked by those who run them, too; this is the last look before it is kept.
 */
export function maskSecrets<T>(value: T): T {
  return masked(value) as T;
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      typeof field === 'string' && SECRET_NAME.test(name) ? MASK : masked(field),
    ]),
  );
}

function maskText(text: string): string {
  return text
    .replace(IN_URL, `$1${MASK}@`)
    .replace(BEARER, `$1 ${MASK}`)
    .replace(AS_OPTION, `$1${MASK}`)
    .replace(IN_TEXT, `$1$2${MASK}`);
}
