import { describe, expect, test } from 'vitest';
import { escapeXml } from './escape-xml.ts';
import { type PlotContent, seriesPlot } from './series-plot.ts';
import { type SeriesRecord, seriesRecords } from './series-record.ts';

const ROWS = 951;
/** One row for each column of pixels: row r is drawn at x = 230 + r. */
const ats = Array.from({ length: ROWS - 1 }, (_, row) => Date.UTC(2026, 0, 27) + 60_000 * row);

function record(metric: string, valueAt: (row: number) => number, peak = 0): SeriesRecord {
  const [made] = seriesRecords([metric], ats.length) as [SeriesRecord];
  for (const row of ats.keys()) made.values[row] = valueAt(row);
  made.peak = peak;
  return made;
}
const plot = (content: Partial<PlotContent>) =>
  seriesPlot({ name: 'a.csv', ats, records: [], threshold: 2, anomalies: [], windows: [], ...content });
const paths = (svg: string, kind: string) =>
  [...svg.matchAll(new RegExp(`<path class="${kind}" d="([^"]*)"/>`, 'g'))].map((match) => match[1] ?? '');
const seriesPaths = (svg: string) => paths(svg, 'series').filter((path) => !path.endsWith('h18'));

describe('the picture of a file', () => {
  test('has a title and a description, a legend, and no script', () => {
    const svg = plot({ records: [record('cpu', () => 1)], windows: [{ from: 1, to: 2 }] });
    expect(svg).toContain('width="1200" height="400" viewBox="0 0 1200 400" role="img"');
    expect(svg).toContain('<title id="title">a.csv</title>');
    expect(svg).toContain('Anomalies at threshold 2: 0; labelled: 1; rows: 950</desc>');
    for (const text of ['value', 'expected', 'anomaly (score from 2)', 'labelled', '>cpu</text>']) {
      expect(svg).toContain(text);
    }
    expect(svg).not.toContain('<script');
  });

  test('draws values from top to bottom of the panel and breaks where samples are missing', () => {
    const [path = ''] = seriesPaths(
      plot({ records: [record('cpu', (row) => (row === 400 ? Number.NaN : row === 500 ? 9 : 1))] }),
    );
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path).toContain('M631 370.0');
    expect(path).toContain('L730 44.0');
  });

  test('draws the expected band, cut off where it leaves the panel', () => {
    const shown = record('cpu', (row) => row % 2);
    shown.lower.fill(-1e9).fill(Number.NaN, 0, 100);
    shown.upper.fill(1.1);
    const svg = plot({ records: [shown] });
    const [band = ''] = paths(svg, 'band');
    expect(svg).toContain('text-anchor="end">1.1</text>');
    expect(svg).toContain('text-anchor="end">-0.25</text>');
    // The axis goes from −0.25 to 1.1.
    expect(band.startsWith('M330 44.0')).toBe(true);
    expect(band.endsWith('L330 370.0Z')).toBe(true);
  });

  test('marks anomalies and labels, narrow ones too', () => {
    const svg = plot({
      records: [record('cpu', () => 1)],
      anomalies: [{ from: 100, to: 100, peakRow: 100, peak: 5, metric: 0 }],
      windows: [{ from: 200, to: 299 }],
    });
    expect(svg).toContain('<rect class="anomaly" x="330" y="44" width="3" height="326"/>');
    expect(svg).toContain('<rect class="label" x="430" y="44" width="100" height="326"/>');
  });

  test('of many metrics the six that scored highest are shown, in the order of the file', () => {
    const records = Array.from({ length: 9 }, (_, i) => record(`m${i}`, () => i, i === 4 ? 0.5 : 9 - i));
    const svg = plot({ records });
    expect([...svg.matchAll(/class="name"[^>]*>(\w+)</g)].map((match) => match[1])).toEqual([
      'm0',
      'm1',
      'm2',
      'm3',
      'm5',
      'm6',
    ]);
    expect(svg).toContain('a.csv: the 6 of 9 metrics that scored highest');
  });

  test('names cannot break out of their place', () => {
    const hostile = '"><script>alert(1)</script>\u0000';
    const svg = plot({ name: hostile, records: [record(hostile, () => 1)] });
    expect(svg).not.toContain('<script>');
    expect(svg).not.toContain('\u0000');
    expect(svg).toContain('&quot;&gt;&lt;script&gt;');
  });

  test('a file without rows, or with nothing but missing samples, is an empty picture', () => {
    expect(seriesPlot({ ...empty, ats: [], records: seriesRecords(['cpu'], 0) })).toContain('</svg>');
    const svg = plot({ records: [record('cpu', () => Number.NaN)] });
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(seriesPaths(svg)).toEqual(['']);
  });
});

const empty: PlotContent = { name: 'a.csv', ats: [], records: [], threshold: 2, anomalies: [], windows: [] };

test('text is escaped, and what XML forbids is replaced', () => {
  expect(escapeXml(`<a href="x">'&\u0007\ud800é😀`)).toBe(
    '&lt;a href=&quot;x&quot;&gt;&#39;&amp;\ufffd\ufffdé😀',
  );
});
