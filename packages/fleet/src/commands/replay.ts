import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readCaseFile } from '../replay/case-file.ts';
import { createDeployment } from '../replay/deployment.ts';
import { momentOf } from '../replay/moment-of.ts';
import { createCaseReader } from '../replay/recorded-case.ts';
import { loadReplayOptions } from '../replay/replay-settings.ts';
import { type Command, UsageError } from './command.ts';
import { runCommand } from './run-command.ts';

const help = `Usage: aiops replay CASE [--at case|detection] [--keep FOLDER] [--config FILE]

Replays a recorded case through the whole pipeline: its metrics, spans, logs and alerts become messages on a bus within this
process, and detection, correlation and ranking run on them as they do live. Writes the possible causes, best first, as one
JSON object: {"dataset", "case", "ranking": [{"entity", "score"}], "ms", "confidence"}. docs/backtest.md tells what a case
consists of.

  --at MOMENT    case: after all records (default); detection: when somebody noticed, as far as the case tells
  --keep FOLDER  also the anomalies and events that were found, as JSON lines
  --config FILE  the settings; config/aiops.yml of the working directory unless given

Exit code 0: done, 1: the case cannot be used, 2: wrong usage or settings.
`;

/** `aiops replay`: what would the fleet have said about a recorded case? */
export const replay: Command = {
  help,
  run: (args) =>
    runCommand(help, args, async () => {
      const { positionals, values } = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
          at: { type: 'string', default: 'case' },
          keep: { type: 'string' },
          config: { type: 'string' },
        },
      });
      const [folder, ...more] = positionals;
      if (folder === undefined || more.length > 0)
        throw new UsageError(`Expected the folder of one case.\n\n${help}`);
      const moment = momentOf(values.at);
      const deployment = createDeployment(
        loadReplayOptions({ keep: values.keep, configFile: values.config }),
      );
      try {
        const recorded = await createCaseReader()(await readCaseFile(resolve(folder)));
        const predictions = await deployment.replay(recorded);
        process.stdout.write(`${JSON.stringify(predictions[moment])}\n`);
      } finally {
        await deployment.close();
      }
      return 0;
    }),
};
