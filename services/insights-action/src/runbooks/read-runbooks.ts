import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readYaml } from '@aiops/config';
import { issuesOf, pathText, type Runbook, runbookFileSchema } from '@aiops/contracts';
import { YAMLException } from 'js-yaml';
import { checkRunbook } from './check-runbook.ts';

export interface RunbookFolder {
  /** The good ones, in the order of their files' names. */
  readonly runbooks: readonly Runbook[];
  /** What is wrong with the others: `file:line:column path: what`. */
  readonly problems: readonly string[];
}

/**
 * Reads every `.yml` and `.yaml` file of a folder and runs each runbook's own tests. A file with a problem is left out
 * and told about; the others are kept. Rejects only for a bug.
 */
export async function readRunbooks(directory: string): Promise<RunbookFolder> {
  let names: string[];
  try {
    names = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).sort();
  } catch (error) {
    return { runbooks: [], problems: [`${directory}: cannot be read: ${reasonOf(error)}`] };
  }
  const runbooks: Runbook[] = [];
  const problems: string[] = [];
  const files = new Map<string, string>();
  for (const file of names.map((name) => join(directory, name))) {
    const read = await readRunbook(file);
    const first = files.get(read.runbook?.name ?? '');
    problems.push(...read.problems);
    if (read.runbook === undefined) continue;
    if (first !== undefined) problems.push(`${file}: name: "${read.runbook.name}" is taken by ${first}`);
    else {
      files.set(read.runbook.name, file);
      runbooks.push(read.runbook);
    }
  }
  return { runbooks, problems };
}

/** Reads and checks one file; a runbook is returned only when it has no problem. */
async function readRunbook(file: string): Promise<{ runbook?: Runbook; problems: readonly string[] }> {
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    return { problems: [`${file}: cannot be read: ${reasonOf(error)}`] };
  }
  try {
    const { value, place } = readYaml(text);
    if (value === undefined) return { problems: [`${file}:1:1 the file is empty`] };
    const tell = ({ path, message }: { path: readonly PropertyKey[]; message: string }) =>
      `${file}:${place(path)} ${[pathText(path), message].filter(Boolean).join(': ')}`;
    const checked = runbookFileSchema.safeParse(value);
    if (!checked.success) return { problems: issuesOf(checked.error).map(tell) };
    const problems = checkRunbook(checked.data).map(tell);
    return problems.length === 0 ? { runbook: checked.data, problems } : { problems };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { mark, reason } = error;
    const place = mark === undefined ? '1:1' : `${mark.line + 1}:${mark.column + 1}`;
    return { problems: [`${file}:${place} not YAML: ${reason}`] };
  }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return (
    { ENOENT: 'no such file or folder', EACCES: 'permission denied', EISDIR: 'it is a folder' }[code] ?? code
  );
}
