import type { MaskSecrets } from '../../secrets/mask-secrets.ts';

/** Most bytes of an output that are kept; what comes after them is read and thrown away. */
export const OUTPUT_BYTES = 64 * 1024;

export interface KeptOutput {
  /** Takes what came. False once there is no more room. */
  take(chunk: Buffer): boolean;
  /** The first lines of it as text, secrets masked. */
  text(lines: number, mask: MaskSecrets): { readonly output: string; readonly truncated: boolean };
}

/** Keeps the begin of an output, in bounded memory however much comes. */
export function createKeptOutput(): KeptOutput {
  const chunks: Buffer[] = [];
  let kept = 0;
  let isFull = false;
  return {
    take(chunk) {
      const room = OUTPUT_BYTES - kept;
      // Even an empty part of a chunk would hold all of its memory.
      if (room > 0) chunks.push(chunk.subarray(0, room));
      kept += Math.min(chunk.length, room);
      isFull ||= chunk.length > room;
      return !isFull;
    },
    text(lines, mask) {
      const whole = Buffer.concat(chunks).toString('utf8');
      // A secret that was cut in two is recognised by nobody, so the line that was cut is left out.
      const safe = isFull ? whole.slice(0, whole.lastIndexOf('\n') + 1) : whole;
      const all = mask(safe).split('\n');
      const hasMore = all.length > lines && all.slice(lines).join('') !== '';
      return { output: all.slice(0, lines).join('\n'), truncated: isFull || hasMore };
    },
  };
}
