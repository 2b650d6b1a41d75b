/** Takes what must not be seen out of a text. */
export type MaskSecrets = (text: string) => string;

const MASK = '***';
/** A shorter one would take apart texts that hold it by chance. */
const SHORTEST = 4;

/** What looks like a secret wherever it stands; the first group stays. */
const PATTERNS: readonly RegExp[] = [
  /((?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)["']?\s{0,3}[=:]\s{0,3})(?:"[^"\n]*"|'[^'\n]*'|[^\s"',;&]+)/gi,
  /(--?(?:password|passwd|secret|token|api-?key)[= ])\S+/gi,
  /(\b(?:bearer|basic)\s{1,3})[A-Za-z0-9._~+/=-]{6,}/gi,
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,200}:)[^\s/@]{1,200}(?=@)/gi,
  /()-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
];

/** Masks known secrets wherever they stand, and what looks like one: `password=…`, bearer tokens, logins in URLs, private keys. */
export function maskSecrets(secrets: readonly string[]): MaskSecrets {
  // Longest first, or a secret that is a part of another one would leave the rest of it.
  const known = [...new Set(secrets)]
    .filter(({ length }) => length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const without = known.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
    return PATTERNS.reduce((rest, pattern) => rest.replace(pattern, `$1${MASK}`), without);
  };
}
