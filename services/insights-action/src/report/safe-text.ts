import { columns } from './layout.ts';

const ESC = '\u001b';
/**
 * What terminals take as orders: CSI (colours, cursor), then OSC, DCS, SOS, PM and APC (titles, links, clipboard) up to
 * their terminator, then any other escape. The one-byte forms of C1 count too.
 */
const ORDERS = new RegExp(
  [
    `(?:${ESC}\\[|\u009b)[0-?]*[ -/]*[@-~]?`,
    `(?:${ESC}[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u009c${ESC}]*(?:\u0007|\u009c|${ESC}\\\\)?`,
    `${ESC}[ -/]*[0-~]?`,
  ].join('|'),
  'g',
);
/** Control characters, and those that are not seen but change what is: direction marks, zero widths, line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\s]+/gu;
/** Longest text looked at, per column that is shown: what is cut away anyway need not be cleaned. */
const LOOK_AHEAD = 8;

/**
 * Text from outside (a label, a log line) made fit for a terminal: one line, without escapes or invisible characters, at
 * most `width` columns of it. What was cut off shows as `...`.
 */
export function safeText(text: string, width = 200): string {
  const clean = text
    .slice(0, width * LOOK_AHEAD)
    .replaceAll(ORDERS, '')
    .replaceAll(UNSEEN, ' ')
    .trim();
  if (columns(clean) <= width) return clean;
  let kept = '';
  let used = 0;
  for (const character of clean) {
    used += columns(character);
    if (used > width - 3) break;
    kept += character;
  }
  return `${kept}...`;
}
