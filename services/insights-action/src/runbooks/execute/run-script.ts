import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepAction } from '../../runs/run-plan.ts';
import { readScript } from '../read-script.ts';
import { type ProcessEnd, type ProcessOrder, runProcess } from './run-process.ts';

type ScriptAction = Extract<StepAction, { kind: 'script' }>;

/**
 * Runs a script of the runbooks folder: what was read and compared with the pinned checksum is written into the private folder of
 * the process, and its interpreter reads it there, so that nobody can swap it after it was checked.
 */
export async function runScript(
  folder: string,
  action: ScriptAction,
  limits: Omit<ProcessOrder, 'argv' | 'prepare'>,
): Promise<ProcessEnd | { readonly problem: string }> {
  const script = await readScript(folder, action.script, action.sha256);
  if ('problem' in script) return { problem: script.problem };
  const interpreter = interpreterOf(script.content);
  return runProcess({
    ...limits,
    argv: interpreter,
    prepare: async (cwd) => {
      const copy = join(cwd, 'script');
      await writeFile(copy, script.content, { mode: 0o500, flag: 'wx' });
      return [...interpreter, copy, ...action.arguments];
    },
  });
}

/** What its first line names: a program and at most one argument, as the kernel reads it. */
function interpreterOf(content: Buffer): readonly string[] {
  const [line = ''] = content.subarray(2, 512).toString('utf8').split('\n');
  const [, program = '', argument = ''] = /^[ \t]*(\S*)[ \t]*(.*?)[ \t\r]*$/.exec(line) ?? [];
  return argument === '' ? [program] : [program, argument];
}
