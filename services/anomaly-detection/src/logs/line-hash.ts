/**
 * A 53-bit fingerprint of a line with its stamp (two rounds of FNV-1a). Among the few hundred lines that are compared,
 * two different ones share it about once in 1e11 windows.
 */
export function lineHash(stamp: string, line: string): number {
  const low = fnv1a(`${stamp} ${line}`, 0x811c9dc5);
  const high = fnv1a(line, low ^ 0x5bd1e995) & 0x1fffff;
  return high * 4294967296 + (low >>> 0);
}

function fnv1a(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash;
}
