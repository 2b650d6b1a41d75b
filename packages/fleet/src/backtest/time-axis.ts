import { formatTimestamp } from '@aiops/contracts';

/** Times under a picture. */
const TICKS = 6;

/** The instants (epoch ms, UTC) along the lower edge of a picture, from `first` at `left` to `last` at `left + width`. */
export function timeAxis(first: number, last: number, left: number, width: number, y: number): string {
  const ticks = last > first ? TICKS : 1;
  return Array.from({ length: ticks }, (_, i) => {
    const share = ticks === 1 ? 0 : i / (ticks - 1);
    const x = (left + share * width).toFixed(1);
    const anchor = i === 0 ? 'start' : i === ticks - 1 ? 'end' : 'middle';
    const text = formatTimestamp(first + share * (last - first))
      .slice(0, 16)
      .replace('T', ' ');
    return `<text class="axis" x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
  }).join('\n');
}
