/** Id of a template: 16 hex digits of two rounds of FNV-1a over the words of the line that began it. */
export function wordsId(words: readonly string[]): string {
  const low = fnv1a(words, 0x811c9dc5);
  const high = fnv1a(words, low ^ 0x5bd1e995);
  return hex(high) + hex(low);
}

function fnv1a(words: readonly string[], seed: number): number {
  let hash = seed;
  for (const word of words) {
    for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 32, 0x01000193);
  }
  return hash >>> 0;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
