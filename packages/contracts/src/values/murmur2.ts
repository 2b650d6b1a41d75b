const M = 0x5bd1e995;

/** Kafka's murmur2 (seed 0x9747b28c) over a key's UTF-8 bytes, as a signed 32-bit integer. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  let h = 0x9747b28c ^ length;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    let k = Math.imul(view.getInt32(i, true), M);
    k = Math.imul(k ^ (k >>> 24), M);
    h = Math.imul(h, M) ^ k;
  }
  const rest = length - i;
  if (rest === 3) h ^= view.getUint8(i + 2) << 16;
  if (rest >= 2) h ^= view.getUint8(i + 1) << 8;
  if (rest >= 1) h = Math.imul(h ^ view.getUint8(i), M);
  h = Math.imul(h ^ (h >>> 13), M);
  return h ^ (h >>> 15);
}

const encoder = new TextEncoder();

/** The partition of a key, the same as Kafka's Java client chooses. One partitioner everywhere, in memory too. */
export function partitionOf(key: string | Uint8Array, partitions: number): number {
  const bytes = typeof key === 'string' ? encoder.encode(key) : key;
  return (murmur2(bytes) & 0x7fffffff) % partitions;
}
