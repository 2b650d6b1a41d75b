import { issuesOf } from '@aiops/contracts';
import { type Config, configSchema } from '../schema.ts';
import { configFile, type LoadConfigOptions } from './config-file.ts';
import { engineProblems } from './engine-problems.ts';
import { InvalidConfig } from './invalid-config.ts';
import { mergeSettings } from './merge-settings.ts';
import { pemFileProblems } from './pem-files.ts';
import { problemLines, type Sources } from './problem-lines.ts';
import { productionProblems } from './production.ts';
import { readDocument } from './read-document.ts';
import { readEnvironment } from './read-environment.ts';

/** Reads file and environment into one configuration. Throws {@link InvalidConfig} naming every problem. */
export function loadConfig(options: LoadConfigOptions): Config {
  const { file, isNamed } = configFile(options);
  const read = readDocument(file, isNamed);
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
  problems.push(
    ...pemFileProblems(sources),
    ...engineProblems(sources),
    ...productionProblems(options.env, sources),
  );
  if (problems.length > 0 || !result.success) throw new InvalidConfig([...new Set(problems)]);
  return result.data;
}
