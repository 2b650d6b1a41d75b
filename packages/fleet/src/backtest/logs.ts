import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createTemplateMiner, emptyMiner } from '@aiops/detectors';
import { type Command, UsageError } from '../commands/command.ts';
import { runCommand } from '../commands/run-command.ts';
import { type CsvTable, csvLine, findColumn, parseCsv, requireColumn } from './csv.ts';
import { folderAndOut } from './folder-and-out.ts';
import { InvalidData } from './invalid-data.ts';
import { csvFilesOf } from './recordings.ts';

const help = `Usage: aiops backtest logs FOLDER --out FOLDER [--json]

Reads every CSV file of FOLDER, one log message per row in the column \`content\`, and streams the messages once through
the template miner. Writes a file of the same name with the columns \`line\` and \`group\`: the number of the row (its own
column \`line\` where there is one, else 1, 2, …), and the id of the template that the message was given when it came.

  --out FOLDER   where the results go; made when it is not there
  --json         what was done as JSON: {"files": [{"file", "lines", "templates", "us_per_line"}]}

Exit code 0: done, 1: a file could not be read, 2: wrong usage.
`;

/** More than any recording has; the miner's memory must not decide its score. */
const MAX_TEMPLATES = 10_000;

/** Lines after which the code that mines them is compiled. */
const WARM_UP_LINES = 20_000;

/** What became of one file. */
interface FileSummary {
  readonly file: string;
  readonly lines: number;
  readonly templates: number;
  readonly us_per_line: number;
}

/** `aiops backtest logs`: the template of each line of recorded logs. */
export const backtestLogs: Command = {
  help,
  run: (args) => runCommand(help, args, () => run(args)),
};

async function run(args: readonly string[]): Promise<number> {
  const { folder, out, values } = folderAndOut(help, args, { json: { type: 'boolean', default: false } });
  if (resolve(folder) === resolve(out))
    throw new UsageError(
      '--out: expected another folder than the one that is read, which would be overwritten',
    );
  const files = await csvFilesOf(folder);
  await mkdir(out, { recursive: true });
  const summaries: FileSummary[] = [];
  for (const file of files) {
    const summary = await mineFile(folder, out, file);
    if (summary === undefined) continue;
    summaries.push(summary);
    if (!values.json) process.stdout.write(`${lineOf(summary)}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ files: summaries })}\n`);
  return summaries.length === files.length ? 0 : 1;
}

/** Undefined, and told on standard error, when the file cannot be read; the others go on. */
async function mineFile(folder: string, out: string, file: string): Promise<FileSummary | undefined> {
  process.stderr.write(`Reading ${file}\n`);
  try {
    const path = join(folder, file);
    const table = parseCsv(await readFile(path, 'utf8'), path);
    const { rows, summary } = mine(table, file);
    await writeFile(join(out, file), `${rows.join('\n')}\n`);
    return summary;
  } catch (error) {
    if (!(error instanceof InvalidData)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

function mine(table: CsvTable, file: string): { rows: string[]; summary: FileSummary } {
  const content = requireColumn(table, 'content');
  const number = findColumn(table, 'line');
  const contents = table.rows.map(({ fields }) => fields[content] as string);
  const groups = groupsOf(contents);
  const rows = table.rows.map(({ fields }, i) =>
    csvLine([number === undefined ? i + 1 : (fields[number] as string), groups[i] as string]),
  );
  const summary = {
    file,
    lines: contents.length,
    templates: new Set(groups).size,
    us_per_line: microsecondsPerLine(contents),
  };
  return { rows: ['line,group', ...rows], summary };
}

function groupsOf(contents: readonly string[]): string[] {
  const miner = createTemplateMiner(emptyMiner(), { maxTemplates: MAX_TEMPLATES });
  return contents.map((line, at) => miner.take(line, at).template.id);
}

/** Taken from a later pass, by a new miner: the first ones would tell how long Node takes to compile it. */
function microsecondsPerLine(contents: readonly string[]): number {
  for (let warm = 0; warm < WARM_UP_LINES; warm += Math.max(1, contents.length)) groupsOf(contents);
  const started = performance.now();
  groupsOf(contents);
  const microseconds = 1_000 * (performance.now() - started);
  return Number((microseconds / Math.max(1, contents.length)).toFixed(2));
}

function lineOf({ file, lines, templates, us_per_line }: FileSummary): string {
  return `${file}: ${lines} lines, ${templates} templates, ${us_per_line} µs per line`;
}
