import { MASK, maskPatterns } from './secret-patterns.ts';

/** Takes what must not be seen out of a text. */
export type MaskSecrets = (text: string) => string;

/** A shorter one would take apart texts that hold it by chance. */
const SHORTEST = 4;

/** Masks known secrets wherever they stand, and what looks like one. */
export function maskSecrets(secrets: readonly string[]): MaskSecrets {
  // Longest first, or a secret that is a part of another one would leave the rest of it.
  const known = [...new Set(secrets)]
    .filter(({ length }) => length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  return (text) => maskPatterns(known.reduce((rest, secret) => rest.replaceAll(secret, MASK), text));
}
