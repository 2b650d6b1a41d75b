/** What stands where a secret stood. */
export const MASK = '***';

/** Words for things that nobody may read; the one list of them. */
const WORDS =
  'password|passwd|passphrase|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|signing[-_]?key';
const NAME = new RegExp(`${WORDS}|authorization|cookie`, 'i');
const HEADER = new RegExp(`${WORDS}|auth|cookie|key|signature`, 'i');
const OPTION = new RegExp(`^--?[\\w-]{0,60}(?:${WORDS})$`, 'i');

/** What looks like a secret wherever it stands in a text; the first group stays. */
const PATTERNS: readonly RegExp[] = [
  // Whatever the scheme: looking for where it begins takes for ever in a long text that is full of dots.
  /(:\/\/)[^/\s@]{1,512}(?=@)/g,
  /(\bauthorization["']?\s{0,3}[=:]\s{0,3}["']?(?:[\w-]{1,20} )?)[^\s"']+/gi,
  /(\bcookie["']?\s{0,3}:\s{0,3})[^\r\n]+/gi,
  /(\b(?:bearer|basic)\s{1,3})[\w.~+/=-]{6,}/gi,
  new RegExp(
    `((?:${WORDS})["']?\\s{0,3}[=:]\\s{0,3})(?:"(?:[^"\\\\\\n]|\\\\.)*"?|'(?:[^'\\\\\\n]|\\\\.)*'?|[^\\s&"']+)`,
    'gi',
  ),
  new RegExp(`((?:^|\\s)--?[\\w-]{0,60}(?:${WORDS})\\s)(?:"[^"\\n]*"|'[^'\\n]*'|\\S+)`, 'gi'),
  /()-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
];

/** Masks what looks like a secret: `password=…`, `--password …`, bearer tokens, cookies, logins in URLs, private keys. */
export function maskPatterns(text: string): string {
  return PATTERNS.reduce((rest, pattern) => rest.replace(pattern, `$1${MASK}`), text);
}

/** Whether a field or a parameter of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return NAME.test(name);
}

/** Whether a header of this name may log somebody in. */
export function isSecretHeader(name: string): boolean {
  return HEADER.test(name);
}

/** Whether the word after this one on a command line is a secret, as after `--db-password`. A short `-p` may be anything. */
export function isSecretOption(word: string): boolean {
  return word.length <= 100 && OPTION.test(word);
}
