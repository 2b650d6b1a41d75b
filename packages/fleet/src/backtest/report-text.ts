import type { FileReport } from './file-report.ts';
import { printable } from './printable.ts';
import { qualityTable } from './quality-table.ts';
import type { SourceQuality } from './source-quality.ts';

/** What a run has found; the names are those of `--json`. */
export interface DetectionReport {
  readonly sources: readonly SourceQuality[];
  readonly files: readonly FileReport[];
  readonly threshold: number;
  readonly rows: number;
  readonly samples: number;
  readonly seconds: number;
}

/** A run for people: figures of what has labels, the strongest anomalies of what has none, and how fast it was. */
export function reportText({ sources, files, threshold, rows, samples, seconds }: DetectionReport): string {
  const parts = files.filter(({ labelled }) => !labelled).map((file) => anomaliesText(file, threshold));
  if (sources.length > 0) parts.unshift(qualityTable(sources));
  const perSample = samples === 0 ? 0 : (1e6 * seconds) / samples;
  const pace = `${count(rows / Math.max(seconds, 0.001))} rows/s, ${perSample.toFixed(1)} µs per sample`;
  parts.push(
    `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${count(rows)} rows, ${count(samples)} samples in ${seconds.toFixed(1)} s: ${pace}\n`,
  );
  return parts.join('\n');
}

function anomaliesText({ file, rows, anomalies, strongest }: FileReport, threshold: number): string {
  const counted = `${anomalies} ${anomalies === 1 ? 'anomaly' : 'anomalies'}`;
  const lines = strongest.map(({ score, from, to, metric, value, peak_at: at }) => {
    const what = `${printable(metric)}${value === null ? '' : ` was ${value}`} at ${at}`;
    return `  ${score.toFixed(2).padStart(5)}  ${from} to ${to}  ${what}\n`;
  });
  const more = anomalies > strongest.length ? `; the ${strongest.length} strongest` : '';
  const end = strongest.length > 0 ? ':' : '';
  return `${printable(file)}: ${counted} at threshold ${threshold} in ${count(rows)} rows${more}${end}\n${lines.join('')}`;
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}
