import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from '../commands/command.ts';

type OwnOptions = NonNullable<ParseArgsConfig['options']>;

/** What every backtest is told: what to read, where the results go, and options of its own. */
interface FolderAndOut<T extends OwnOptions> {
  readonly folder: string;
  readonly out: string;
  readonly values: ReturnType<typeof parseArgs<{ options: T & typeof OUT }>>['values'];
}

const OUT = { out: { type: 'string' } } as const;

/** Reads `FOLDER --out FOLDER` and further options. Throws {@link UsageError}, with `help`, when one of the two is missing. */
export function folderAndOut<const T extends OwnOptions>(
  help: string,
  args: readonly string[],
  options: T,
): FolderAndOut<T> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...options, ...OUT },
  });
  const [folder, ...more] = positionals;
  const { out } = values as { readonly out?: string };
  if (folder === undefined || more.length > 0 || out === undefined) {
    throw new UsageError(`Expected one folder with data, and --out.\n\n${help}`);
  }
  return { folder, out, values: values as FolderAndOut<T>['values'] };
}
