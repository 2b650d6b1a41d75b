import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runbook } from '@aiops/contracts';
import { type LoadedRunbook, type ReadRunbook, readRunbook, reasonOf } from './read-runbook.ts';

export interface RunbookFolder {
  /** The good ones, in the order of their files' names. */
  readonly runbooks: readonly Runbook[];
  /** The same, with their hashes. */
  readonly loaded: readonly LoadedRunbook[];
  /** What is wrong with the others: `file:line:column path: what`. */
  readonly problems: readonly string[];
}

export interface ReadRunbooksOptions {
  /** The targets that there are; a runbook for another one has a problem. Not looked at unless given. */
  readonly targets?: readonly { readonly name: string }[];
  /** What was good before, to be used instead of a file that has a problem now. */
  readonly previous?: readonly LoadedRunbook[];
}

/**
 * Reads every `.yml` and `.yaml` file of a folder and runs each runbook's own tests. A file with a problem is told about, and left
 * out unless it was good before; the others are kept. Rejects only for a bug.
 */
export async function readRunbooks(
  directory: string,
  options: ReadRunbooksOptions = {},
): Promise<RunbookFolder> {
  const { previous = [] } = options;
  let names: string[];
  try {
    names = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).sort();
  } catch (error) {
    const problems = [`${directory}: cannot be read: ${reasonOf(error)}`];
    return { runbooks: previous.map(({ runbook }) => runbook), loaded: previous, problems };
  }
  const files = names.map((name) => join(directory, name));
  const reads = new Map<string, ReadRunbook>();
  for (const file of files) reads.set(file, await readRunbook(file, options.targets));
  const problems: string[] = [];
  const owners = new Map<string, LoadedRunbook>();
  for (const [file, read] of reads) {
    problems.push(...read.problems);
    const loaded = read.loaded ?? previous.find((known) => known.file === file);
    if (loaded === undefined) continue;
    const first = owners.get(loaded.runbook.name);
    if (first === undefined) owners.set(loaded.runbook.name, loaded);
    else problems.push(`${file}: name: "${loaded.runbook.name}" is taken by ${first.file}`);
  }
  const loaded = [...owners.values()];
  return { runbooks: loaded.map(({ runbook }) => runbook), loaded, problems };
}
