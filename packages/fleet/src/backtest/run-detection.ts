import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '@aiops/config';
import { backtestFile } from './backtest-file.ts';
import type { DataFile } from './data-files.ts';
import { parseDataTable } from './data-table.ts';
import { type FileReport, fileReport } from './file-report.ts';
import { InvalidData } from './invalid-data.ts';
import { type LabelledRows, labelledRows } from './labelled-rows.ts';
import type { FileLabels } from './labels.ts';
import type { Progress } from './progress.ts';
import type { DetectionReport } from './report-text.ts';
import { scoreCsv } from './score-csv.ts';
import type { ScoredFile } from './scored-file.ts';
import { seriesPlot } from './series-plot.ts';
import { sourceQuality } from './source-quality.ts';

/** A text cannot be longer than 2^29 characters. */
const LARGEST = 500_000_000;

/** What a run of `aiops backtest detection` needs. */
export interface DetectionRun {
  readonly files: readonly DataFile[];
  readonly labels: ReadonlyMap<string, FileLabels>;
  readonly config: Config['anomaly_detection'];
  /** Folder of the results. */
  readonly out: string;
  readonly plot: boolean;
  readonly progress: Progress;
  /** A clock in ms. */
  readonly now: () => number;
}

/** Scores the files one after the other, writes scores and pictures and sums up. Throws {@link InvalidData} at the first that cannot be used. */
export async function runDetection(run: DetectionRun): Promise<DetectionReport> {
  const { config, now, progress } = run;
  const started = now();
  const reports: FileReport[] = [];
  const scored: ScoredFile[] = [];
  for (const file of run.files) {
    const done = await scoreFile(run, file);
    reports.push(done.report);
    if (done.labelled !== undefined) scored.push({ name: file.name, scores: done.scores, ...done.labelled });
    progress.finish(file.name, file.bytes, done.report.rows);
  }
  const seconds = (now() - started) / 1000;
  progress.end();
  return {
    sources: sourceQuality(scored),
    files: reports,
    threshold: config.anomaly_threshold,
    rows: reports.reduce((sum, { rows }) => sum + rows, 0),
    samples: reports.reduce((sum, { rows, metrics }) => sum + rows * metrics, 0),
    seconds,
  };
}

interface DoneFile {
  readonly report: FileReport;
  readonly labelled: LabelledRows | undefined;
  readonly scores: Float64Array;
}

async function scoreFile(run: DetectionRun, { name, path, bytes }: DataFile): Promise<DoneFile> {
  const { config, plot, progress, out } = run;
  if (bytes > LARGEST) throw new InvalidData(`${name}: files above 500 MB cannot be read; split it by time`);
  const table = parseDataTable(name, await readFile(path, 'utf8'));
  const { ats, stamps } = table;
  const labels = run.labels.get(name);
  const labelled = labels === undefined ? undefined : labelledRows(name, labels, ats);
  const { scores, anomalies, records } = backtestFile(table, config, plot, (row) =>
    progress.update(name, bytes, row, ats.length),
  );
  await writeResult(join(out, name), scoreCsv(stamps, scores));
  if (plot) {
    const windows = labelled?.windows ?? [];
    const threshold = config.anomaly_threshold;
    const picture = seriesPlot({ name, ats, records, threshold, anomalies, windows });
    await writeResult(join(out, name.replace(/(\.csv)?$/, '.svg')), picture);
  }
  return { report: fileReport(name, labelled !== undefined, table, anomalies), labelled, scores };
}

async function writeResult(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
