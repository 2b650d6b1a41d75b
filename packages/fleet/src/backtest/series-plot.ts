import type { AnomalousSpan } from './anomalous-span.ts';
import { escapeXml } from './escape-xml.ts';
import type { RowWindow } from './labelled-rows.ts';
import { panel } from './panel.ts';
import { pixelColumns } from './pixel-columns.ts';
import type { SeriesRecord } from './series-record.ts';
import { timeAxis } from './time-axis.ts';

const WIDTH = 1200;
const HEIGHT = 400;
const PLOT = { left: 230, top: 44, width: 950, height: 326 };
const PANEL_GAP = 6;
/** More than these would be too low to read. */
const MOST_PANELS = 6;
/** A span of one row among thousands has to be seen as well. */
const NARROWEST = 3;

const STYLE = `text{font:12px sans-serif;fill:#222}.heading{font-size:15px;font-weight:bold}.axis{font-size:11px;fill:#555}
.frame{fill:none;stroke:#999}.series{fill:none;stroke:#1a1a1a;stroke-width:1}.band{fill:#56b4e9;fill-opacity:.35}
.anomaly{fill:#d55e00;fill-opacity:.4}.label{fill:#009e73;fill-opacity:.2;stroke:#009e73;stroke-dasharray:4 2}`;

/** What is to be seen in the picture of one file. */
export interface PlotContent {
  readonly name: string;
  readonly ats: readonly number[];
  readonly records: readonly SeriesRecord[];
  readonly threshold: number;
  readonly anomalies: readonly AnomalousSpan[];
  /** None for a file without labels. */
  readonly windows: readonly RowWindow[];
}

/** One file as SVG, 1200 × 400: values and expected band of each metric (of the six with the highest score), anomalies, labels. */
export function seriesPlot(content: PlotContent): string {
  const { ats, records, anomalies, windows, threshold } = content;
  const { left, top, width, height } = PLOT;
  const first = ats[0] ?? 0;
  const last = ats.at(-1) ?? 0;
  const perColumn = Math.max(1, last - first) / (width - 1);
  const columnOf = Int32Array.from(ats, (at) => Math.floor((at - first) / perColumn));
  const shown = highestScored(records);
  const pitch = (height + PANEL_GAP) / Math.max(1, shown.length);
  const panels = shown.map((record, i) =>
    panel(record.metric, pixelColumns(record, columnOf, width), {
      left,
      top: Math.round(top + i * pitch),
      width,
      height: Math.round(pitch - PANEL_GAP),
    }),
  );
  const heading = headingOf(content, shown.length);
  const description = `Anomalies at threshold ${threshold}: ${anomalies.length}; labelled: ${windows.length}; rows: ${ats.length}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escapeXml(heading)}</title>`,
    `<desc id="description">${description}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text class="heading" x="8" y="18">${escapeXml(shorten(heading, 140))}</text>`,
    legend(threshold),
    spans('label', windows, columnOf),
    spans('anomaly', anomalies, columnOf),
    ...panels,
    timeAxis(first, last, left, width, HEIGHT - 10),
    '</svg>\n',
  ].join('\n');
}

function headingOf({ name, records }: PlotContent, shown: number): string {
  return shown === records.length
    ? name
    : `${name}: the ${shown} of ${records.length} metrics that scored highest`;
}

function shorten(text: string, characters: number): string {
  return text.length > characters ? `…${text.slice(1 - characters)}` : text;
}

/** In the order of the file. */
function highestScored(records: readonly SeriesRecord[]): SeriesRecord[] {
  const order = [...records.keys()].sort((a, b) => peakOf(records, b) - peakOf(records, a) || a - b);
  const chosen = new Set(order.slice(0, MOST_PANELS));
  return records.filter((_, i) => chosen.has(i));
}

function peakOf(records: readonly SeriesRecord[], i: number): number {
  return records[i]?.peak ?? 0;
}

function spans(kind: string, rows: readonly { from: number; to: number }[], columnOf: Int32Array): string {
  const { left, top, height } = PLOT;
  return rows
    .map(({ from, to }) => {
      const x = left + (columnOf[from] ?? 0);
      const width = Math.max(NARROWEST, left + (columnOf[to] ?? 0) - x + 1);
      return `<rect class="${kind}" x="${x}" y="${top}" width="${width}" height="${height}"/>`;
    })
    .join('\n');
}

function legend(threshold: number): string {
  const entries = [
    { kind: 'series', text: 'value' },
    { kind: 'band', text: 'expected' },
    { kind: 'anomaly', text: `anomaly (score from ${threshold})` },
    { kind: 'label', text: 'labelled' },
  ];
  let x = PLOT.left;
  return entries
    .map(({ kind, text }) => {
      const swatch =
        kind === 'series'
          ? `<path class="series" d="M${x} 33h18"/>`
          : `<rect class="${kind}" x="${x}" y="27" width="18" height="11"/>`;
      const entry = `${swatch}<text x="${x + 24}" y="37">${text}</text>`;
      x += 60 + text.length * 7;
      return entry;
    })
    .join('\n');
}
