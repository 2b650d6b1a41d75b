import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { issuesOf } from '@aiops/contracts';
import { YAMLException } from 'js-yaml';
import { InvalidConfig } from './invalid-config.ts';
import { mergeSettings } from './merge-settings.ts';
import { pemFileProblems } from './pem-files.ts';
import { problemLines, type Sources } from './problem-lines.ts';
import { productionProblems } from './production.ts';
import { errorCode, readEnvironment } from './read-environment.ts';
import { type Config, configSchema } from './schema.ts';
import { countDocuments, readYaml, type YamlDocument } from './yaml-document.ts';

/** The file that is read when none is named. */
const DEFAULT_FILE = 'config/aiops.yml';

export interface LoadConfigOptions {
  /** Path of the file, else that in `AIOPS_CONFIG`; a missing file at the default path means defaults, a missing named file is an error. */
  readonly file?: string;
  /** Folder in which the default file is looked for; the working directory unless given. */
  readonly directory?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Reads file and environment into one configuration. Throws {@link InvalidConfig} naming every problem. */
export function loadConfig(options: LoadConfigOptions): Config {
  const named = options.file ?? (options.env.AIOPS_CONFIG || undefined);
  const file = named ?? join(options.directory ?? '', DEFAULT_FILE);
  const read = readDocument(file, named !== undefined);
  const environment = readEnvironment(options.env);
  const problems = [...read.problems, ...environment.problems];
  // What an unreadable file would have set is not known, so nothing can be said about the whole.
  if (read.problems.length > 0) throw new InvalidConfig(problems);
  const { overrides } = environment;
  const merged = mergeSettings(read.document?.value, overrides);
  const sources: Sources = { file, document: read.document, overrides, merged };
  const result = configSchema.safeParse(merged);
  // A secret whose file cannot be read is not missing as well.
  const unread = environment.problems.map((line) =>
    line
      .split(/[ :]/, 2)
      .join(' ')
      .replace(/_FILE$/, ''),
  );
  if (!result.success) {
    const lines = issuesOf(result.error).flatMap((issue) => problemLines(issue, sources));
    problems.push(...lines.filter((line) => !unread.some((where) => line.startsWith(`${where}:`))));
  }
  problems.push(...pemFileProblems(sources), ...productionProblems(options.env, sources));
  if (problems.length > 0 || !result.success) throw new InvalidConfig([...new Set(problems)]);
  return result.data;
}

interface ReadDocument {
  readonly document: YamlDocument | undefined;
  readonly problems: readonly string[];
}

function readDocument(file: string, isNamed: boolean): ReadDocument {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' && !isNamed) return { document: undefined, problems: [] };
    return { document: undefined, problems: [`${file}: expected a readable file (${code})`] };
  }
  try {
    const document = readYaml(source);
    const count = countDocuments(source);
    return {
      document,
      problems: count > 1 ? [`${file}: expected one YAML document, received ${count}`] : [],
    };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    return { document: undefined, problems: [`${file}:${line + 1}:${column + 1} ${error.reason}`] };
  }
}
