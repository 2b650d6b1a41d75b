import { isAbsolute, relative, resolve } from 'node:path';
import { loadConfig } from '@aiops/config';
import { type Command, UsageError } from '../commands/command.ts';
import { runCommand } from '../commands/run-command.ts';
import { type DataFolder, listDataFiles } from './data-files.ts';
import { folderAndOut } from './folder-and-out.ts';
import { InvalidData } from './invalid-data.ts';
import { createProgress } from './progress.ts';
import { readLabels } from './read-labels.ts';
import { reportText } from './report-text.ts';
import { runDetection } from './run-detection.ts';
import { selectDetectors } from './select-detectors.ts';
import { sourceJson } from './source-json.ts';

const help = `Usage: aiops backtest detection FOLDER --out FOLDER [--plot] [--json]
                                  [--detector NAME | --without NAME] [--config FILE]

Runs the detectors over recorded metrics, as if they arrived now, and writes for every row how anomalous it is. FOLDER holds
CSV files with the header timestamp,<metric>… (or is such a file itself); the metrics of one file belong to one entity.
Stamps are epoch seconds or milliseconds or ISO 8601. Where labels.json in FOLDER tells when something was wrong, a table
tells how well that was found; of the other files the strongest anomalies are listed. docs/backtest.md tells more.

  --out FOLDER     where the scores go: timestamp,score for each file, under its own name
  --plot           also an SVG for each file: values, expected band, anomalies, labels
  --json           one JSON object on standard output instead of the tables
  --detector NAME  only this detector of the settings
  --without NAME   all enabled detectors but this one
  --config FILE    the settings; config/aiops.yml of the working directory unless given

Progress goes to standard error. Exit code 0: done, 1: data or labels cannot be used, 2: wrong usage or settings.
`;

const options = {
  plot: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  detector: { type: 'string' },
  without: { type: 'string' },
  config: { type: 'string' },
} as const;

/** `aiops backtest detection`: what would the detectors have said about recorded metrics? */
export const detection: Command = {
  help,
  run: (args) =>
    runCommand(help, args, async () => {
      const { folder, out, values } = folderAndOut(help, args, options);
      const { anomaly_detection: settings } = loadConfig({
        env: process.env,
        ...(values.config === undefined ? {} : { file: values.config }),
      });
      const config = selectDetectors(settings, { only: values.detector, without: values.without });
      const data = await listDataFiles(folder);
      refuseInside(data, out);
      const labels = await readLabels(data.folder);
      if (data.whole) refuseMissing(data, labels.keys());
      const size = { files: data.files.length, bytes: data.files.reduce((sum, { bytes }) => sum + bytes, 0) };
      const now = () => performance.now();
      const progress = createProgress(process.stderr, size, now);
      const report = await runDetection({
        files: data.files,
        labels,
        config,
        out,
        plot: values.plot,
        progress,
        now,
      });
      const json = { ...report, sources: report.sources.map(sourceJson) };
      process.stdout.write(values.json ? `${JSON.stringify(json)}\n` : reportText(report));
      return 0;
    }),
};

/** Results among the data would overwrite them, or be taken for data by the next run over the folder. */
function refuseInside({ folder, whole }: DataFolder, out: string): void {
  const path = relative(resolve(folder), resolve(out));
  if (path === '' || (whole && !isAbsolute(path) && !/^\.\.(?:[\\/]|$)/.test(path))) {
    throw new UsageError(`--out ${out}: choose a folder outside of the data`);
  }
}

/** A quality without the files that are missing would look like one of all. */
function refuseMissing({ files }: DataFolder, labelled: Iterable<string>): void {
  const present = new Set(files.map(({ name }) => name));
  const missing = [...labelled].filter((name) => !present.has(name));
  if (missing.length === 0) return;
  throw new InvalidData(`labels.json: no such file in the folder: ${missing.slice(0, 5).join(', ')}`);
}
