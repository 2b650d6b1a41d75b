const ELLIPSIS = '…';

/** How a channel writes single characters, and how it measures what it takes. */
export interface TextRules {
  readonly escape?: (character: string) => string;
  /** The length of a text unless set. */
  readonly size?: (text: string) => number;
}

/**
 * A text, escaped character by character, of at most `limit` as the channel measures it; what was cut off shows as `…`.
 * It is cut before it is escaped, so that no escape is cut in two.
 */
export function fitText(
  text: string,
  limit: number,
  { escape: write, size = lengthOf }: TextRules = {},
): string {
  let kept = '';
  let used = 0;
  let whenCut = '';
  for (const character of text) {
    const written = write?.(character) ?? character;
    used += size(written);
    if (used > limit) return whenCut + ELLIPSIS;
    kept += written;
    if (used + size(ELLIPSIS) <= limit) whenCut = kept;
  }
  return kept;
}

/** Bytes of a text in UTF-8. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

function lengthOf(text: string): number {
  return text.length;
}
