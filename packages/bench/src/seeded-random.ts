import { createHash } from 'node:crypto';

/**
 * Numbers in (0, 1) from a seed, the same on every machine (sfc32 of Chris Doty-Humphrey's PractRand, with the hash of
 * the seed as its state). Streams of different seeds have nothing to do with each other, also when the seeds are alike.
 */
export function seededRandom(seed: string): () => number {
  const digest = createHash('sha256').update(seed).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let count = digest.readInt32LE(12);
  return () => {
    const sum = (a + b + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return ((sum >>> 0) + 0.5) / 2 ** 32;
  };
}
