/**
 * A trace or span id as lower-case hex, or undefined when it is none (wrong length, all zero). OTLP/JSON has hex, protobuf
 * has bytes, and Tempo's JSON has base64; their lengths tell the three apart.
 */
export function hexId(id: unknown, bytes: 8 | 16): string | undefined {
  const hex = id instanceof Uint8Array ? Buffer.from(id).toString('hex') : hexOfText(id, bytes);
  return hex === undefined || hex.length !== bytes * 2 || /^0*$/.test(hex) ? undefined : hex;
}

function hexOfText(id: unknown, bytes: number): string | undefined {
  if (typeof id !== 'string') return undefined;
  if (id.length === bytes * 2) return /^[0-9a-f]+$/i.test(id) ? id.toLowerCase() : undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(id)) return undefined;
  return Buffer.from(id, 'base64').toString('hex');
}
