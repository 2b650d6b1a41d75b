import { escapeXml } from './escape-xml.ts';
import type { PixelColumn } from './pixel-columns.ts';

/** Longest name beside a panel. */
const NAME_CHARACTERS = 20;
/** The band may stretch a panel by this share of its values' range on each side; beyond that it is cut off. */
const BAND_SHARE = 0.25;

/** Where a panel lies, in pixels. */
export interface PanelPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One metric of a picture: its frame, its expected band and its values, with the ends of its axis. */
export function panel(metric: string, columns: readonly PixelColumn[], place: PanelPlace): string {
  const { left, top, width, height } = place;
  const [low, high] = axisOf(columns);
  const yOf = (value: number) => {
    const share = (Math.min(high, Math.max(low, value)) - low) / (high - low);
    return (top + height - share * height).toFixed(1);
  };
  const xOf = (column: number) => left + column;
  const label = (text: string, y: number) =>
    `<text class="axis" x="${left - 6}" y="${y}" text-anchor="end">${text}</text>`;
  const name = metric.length > NAME_CHARACTERS ? `${metric.slice(0, NAME_CHARACTERS - 1)}…` : metric;
  return [
    `<g><title>${escapeXml(metric.slice(0, 1000))}</title>`,
    `<path class="band" d="${bandPath(columns, xOf, yOf)}"/>`,
    `<path class="series" d="${seriesPath(columns, xOf, yOf)}"/>`,
    `<rect class="frame" x="${left}" y="${top}" width="${width}" height="${height}"/>`,
    `<text class="name" x="8" y="${top + height / 2 + 4}">${escapeXml(name)}</text>`,
    label(axisNumber(high, high - low), top + 9),
    label(axisNumber(low, high - low), top + height),
    '</g>',
  ].join('\n');
}

function axisOf(columns: readonly PixelColumn[]): [number, number] {
  const least = (field: 'min' | 'lower') =>
    columns.reduce((a, column) => Math.min(a, column[field]), Infinity);
  const most = (field: 'max' | 'upper') =>
    columns.reduce((a, column) => Math.max(a, column[field]), -Infinity);
  const min = least('min');
  const max = most('max');
  if (min > max) return [0, 1];
  const slack = BAND_SHARE * (max - min || Math.abs(max) || 1);
  const low = Math.min(min, Math.max(min - slack, least('lower')));
  const high = Math.max(max, Math.min(max + slack, most('upper')));
  return low < high ? [low, high] : [low - slack, high + slack];
}

type Scale = (value: number) => string | number;

/** Each column from its lowest to its highest value, joined over columns on which nothing falls, broken where samples are missing. */
function seriesPath(columns: readonly PixelColumn[], xOf: Scale, yOf: Scale): string {
  let path = '';
  let pen = 'M';
  for (const [i, { min, max, gap }] of columns.entries()) {
    if (min > max) {
      if (gap) pen = 'M';
      continue;
    }
    path += `${pen}${xOf(i)} ${yOf(max)}`;
    // A line of no length would not be drawn.
    path += min < max ? `V${yOf(min)}` : 'h.5';
    pen = 'L';
  }
  return path;
}

/** There along the upper edge and back along the lower one. */
function bandPath(columns: readonly PixelColumn[], xOf: Scale, yOf: Scale): string {
  const known = [...columns.entries()].filter(([, { lower, upper }]) => lower <= upper);
  if (known.length === 0) return '';
  const upper = known.map(([i, column]) => `${xOf(i)} ${yOf(column.upper)}`);
  const lower = known.map(([i, column]) => `${xOf(i)} ${yOf(column.lower)}`).reverse();
  return `M${[...upper, ...lower].join('L')}Z`;
}

/** As precise as the axis can be read: to a thousandth of its range. */
function axisNumber(value: number, range: number): string {
  const step = 10 ** Math.floor(Math.log10(range) - 3);
  return String(Number((Math.round(value / step) * step).toPrecision(5)));
}
