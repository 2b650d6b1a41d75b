import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readYaml } from '@aiops/config';
import { issuesOf, pathText, type Runbook, runbookFileSchema } from '@aiops/contracts';
import { YAMLException } from 'js-yaml';
import { checkRunbook } from './check-runbook.ts';
import { ENTITY, THIS_HOST } from './choose-target.ts';
import { readScript } from './read-script.ts';

/** A good runbook as it was read. */
export interface LoadedRunbook {
  readonly runbook: Runbook;
  /** SHA-256 of the file's bytes, in hex. */
  readonly hash: string;
  readonly file: string;
}

export interface ReadRunbook {
  /** Only when there is no problem. */
  readonly loaded?: LoadedRunbook;
  /** `file:line:column path: what` */
  readonly problems: readonly string[];
}

interface Named {
  readonly name: string;
}

interface PlacedProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Reads and checks one file: its shape, its own tests, the checksums of its scripts and, where the targets are given, whether its own is
 * among them. Rejects only for a bug.
 */
export async function readRunbook(file: string, targets?: readonly Named[]): Promise<ReadRunbook> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return { problems: [`${file}: cannot be read: ${reasonOf(error)}`] };
  }
  try {
    const { value, place } = readYaml(bytes.toString('utf8').replace(/^\uFEFF/, ''));
    if (value === undefined) return { problems: [`${file}:1:1 the file is empty`] };
    const tell = ({ path, message }: PlacedProblem) =>
      `${file}:${place(path)} ${[pathText(path), message].filter(Boolean).join(': ')}`;
    const checked = runbookFileSchema.safeParse(value);
    if (!checked.success) return { problems: issuesOf(checked.error).map(tell) };
    const runbook = checked.data;
    const problems = [
      ...targetProblems(runbook, targets),
      ...checkRunbook(runbook),
      ...(await scriptProblems(runbook, dirname(file))),
    ].map(tell);
    if (problems.length > 0) return { problems };
    return { loaded: { runbook, hash: createHash('sha256').update(bytes).digest('hex'), file }, problems };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { mark, reason } = error;
    const place = mark === undefined ? '1:1' : `${mark.line + 1}:${mark.column + 1}`;
    return { problems: [`${file}:${place} not YAML: ${reason}`] };
  }
}

/** What a file system error means, in words. Throws what is none. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return (
    { ENOENT: 'no such file or folder', EACCES: 'permission denied', EISDIR: 'it is a folder' }[code] ?? code
  );
}

/** A runbook for a place that the settings do not know could never run. */
function targetProblems({ target }: Runbook, targets: readonly Named[] | undefined): PlacedProblem[] {
  if (target === undefined || targets === undefined) return [];
  const known = [THIS_HOST, ENTITY, ...targets.map(({ name }) => name)];
  if (known.includes(target)) return [];
  const message = `"${target}" is not among insights_action.runbooks.targets: expected ${known.join(', ')}`;
  return [{ path: ['target'], message }];
}

async function scriptProblems(runbook: Runbook, folder: string): Promise<PlacedProblem[]> {
  const problems: PlacedProblem[] = [];
  for (const list of ['steps', 'rollback'] as const) {
    for (const [index, step] of (runbook[list] ?? []).entries()) {
      if (step.type !== 'script') continue;
      const read = await readScript(folder, step.script, step.sha256);
      if ('problem' in read) problems.push({ path: [list, index, read.at], message: read.problem });
    }
  }
  return problems;
}
