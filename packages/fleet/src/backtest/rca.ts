import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { type Command, UsageError } from '../commands/command.ts';
import { runCommand } from '../commands/run-command.ts';
import type { CaseFile } from '../replay/case-file.ts';
import { caseUnits } from '../replay/case-units.ts';
import { momentOf } from '../replay/moment-of.ts';
import type { Moment } from '../replay/prediction.ts';
import type { ReplayedCase } from '../replay/replay-cases.ts';
import type { ReplaySettings } from '../replay/replay-settings.ts';
import { replayUnits } from '../replay/replay-units.ts';
import { causeTable, type MomentQuality } from './cause-table.ts';
import { folderAndOut } from './folder-and-out.ts';
import { type ListedCase, listCases } from './list-cases.ts';
import { createProgress } from './progress.ts';
import { pooledReliability } from './reliability.ts';
import { reliabilityTable } from './reliability-table.ts';
import { scoreCauses } from './score-causes.ts';

const help = `Usage: aiops backtest rca FOLDER --out FILE [--at case|detection] [--jobs N] [--keep FOLDER] [--json]
                                        [--config FILE]

Replays recorded cases through the whole pipeline, each with its own fleet on a bus within the process, and writes the possible
causes of each as one JSON line: {"dataset", "case", "ranking": [{"entity", "score"}], "ms", "confidence"}. FOLDER holds data
sets with cases, or is one. Where truth.json in a case tells the cause, a table tells how often it was named first (AC@1) or
among the first three or five, the mean of that over one to five (Avg@5), and the mean of 1/place (MRR): after all records of
a case, and when somebody noticed, as far as the cases tell. A second table compares the stated confidence with how often
the first one was right, by tenths (ECE: the expected calibration error). docs/backtest.md tells more.

  --out FILE     where the causes go
  --at MOMENT    which causes are written: case: after all records (default); detection: when somebody noticed
  --jobs N       cases that are replayed at the same time; half of the processors unless given
  --keep FOLDER  also the anomalies and events of each case, as JSON lines
  --json         one JSON object on standard output instead of the table
  --config FILE  the settings; config/aiops.yml of the working directory unless given

Progress goes to standard error. Exit code 0: done, 1: a case cannot be used, 2: wrong usage or settings.
`;

const options = {
  at: { type: 'string', default: 'case' },
  jobs: { type: 'string' },
  keep: { type: 'string' },
  json: { type: 'boolean', default: false },
  config: { type: 'string' },
} as const;

/** `aiops backtest rca`: what would the fleet have named as the causes of recorded cases? */
export const backtestRca: Command = {
  help,
  run: (args) =>
    runCommand(help, args, async () => {
      const { folder, out, values } = folderAndOut(help, args, options);
      const moment = momentOf(values.at);
      const jobs = jobsOf(values.jobs);
      const cases = await listCases(folder);
      const done = await replayAll(cases, jobs, { configFile: values.config, keep: values.keep });
      await mkdir(dirname(out), { recursive: true });
      await writeFile(out, done.map(({ predictions: said }) => `${JSON.stringify(said[moment])}\n`).join(''));
      const files = cases.map(({ file }) => file);
      const datasets = (await qualities(files, done)).sort((a, b) => compareText(a.dataset, b.dataset));
      process.stdout.write(
        values.json
          ? `${JSON.stringify({ cases: done.length, datasets })}\n`
          : `${causeTable(datasets)}${reliabilityReport(datasets)}${summary(done)}`,
      );
      return 0;
    }),
};

function jobsOf(text: string | undefined): number {
  if (text === undefined) return Math.max(1, Math.floor(availableParallelism() / 2));
  const jobs = Number(text);
  if (!Number.isSafeInteger(jobs) || jobs < 1)
    throw new UsageError(`--jobs ${text}: expected a number from 1`);
  return jobs;
}

/** In the order of the cases, whichever was done first. */
async function replayAll(
  cases: readonly ListedCase[],
  jobs: number,
  settings: ReplaySettings,
): Promise<ReplayedCase[]> {
  const place = new Map(
    cases.map(({ file, bytes }, index) => [idOf(file.dataset, file.name), { index, bytes }]),
  );
  const done: ReplayedCase[] = [];
  const size = { files: cases.length, bytes: cases.reduce((sum, { bytes }) => sum + bytes, 0) };
  const progress = createProgress(process.stderr, size, () => performance.now(), CASES);
  const units = caseUnits(cases.map(({ file }) => file));
  await replayUnits(units, jobs, settings, (one) => {
    const { dataset, case: name } = one.predictions.case;
    const { index = 0, bytes = 0 } = place.get(idOf(dataset, name)) ?? {};
    done[index] = one;
    progress.finish(`${dataset}/${name}`, bytes, one.records);
  });
  progress.end();
  return done;
}

const CASES = { file: 'cases', row: 'records' };

function idOf(dataset: string, name: string): string {
  return JSON.stringify([dataset, name]);
}

/** After all records of the cases; and where a data set tells when somebody noticed, also then. */
async function qualities(
  files: readonly CaseFile[],
  done: readonly ReplayedCase[],
): Promise<MomentQuality[]> {
  const noticed = files.filter(({ detectionAt }) => detectionAt !== undefined);
  const withDetection = new Set(noticed.map(({ dataset }) => dataset));
  const seconds = secondsPerCase(done);
  const of = async (at: Moment, wanted: readonly CaseFile[]) => {
    const said = done.map(({ predictions }) => predictions[at]);
    const found = await scoreCauses(wanted, said);
    return found.map((quality) => ({ ...quality, at, secondsPerCase: seconds.get(quality.dataset) ?? 0 }));
  };
  const also = files.filter(({ dataset }) => withDetection.has(dataset));
  return [...(await of('case', files)), ...(await of('detection', also))];
}

/** How the confidence after all records compares with what came true, all data sets together; nothing where no cause is known. */
function reliabilityReport(qualities: readonly MomentQuality[]): string {
  const last = qualities.filter(({ at }) => at === 'case');
  return last.length === 0
    ? ''
    : `\n${reliabilityTable(pooledReliability(last.map(({ reliability }) => reliability)))}\n`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function secondsPerCase(done: readonly ReplayedCase[]): Map<string, number> {
  const sums = new Map<string, { cases: number; seconds: number }>();
  for (const { predictions, seconds } of done) {
    const { dataset } = predictions.case;
    const sum = sums.get(dataset) ?? { cases: 0, seconds: 0 };
    sums.set(dataset, { cases: sum.cases + 1, seconds: sum.seconds + seconds });
  }
  return new Map([...sums].map(([dataset, { cases, seconds }]) => [dataset, seconds / cases]));
}

function summary(done: readonly ReplayedCase[]): string {
  const records = done.reduce((sum, one) => sum + one.records, 0);
  const seconds = done.reduce((sum, one) => sum + one.seconds, 0);
  const count = (number: number) => Math.round(number).toLocaleString('en-US');
  const pace = `${count(records)} records in ${seconds.toFixed(1)} s of work`;
  return `${count(done.length)} cases, ${pace}: ${count(records / Math.max(seconds, 1e-3))} records/s\n`;
}
