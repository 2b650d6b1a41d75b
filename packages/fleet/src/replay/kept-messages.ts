import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseFile } from './case-file.ts';

/** Writes the messages that a case gave rise to as JSON lines: `<folder>/<data set>/<case>.<what>.jsonl`. */
export async function keepMessages(
  folder: string,
  { dataset, name }: CaseFile,
  messages: Readonly<Record<'anomalies' | 'events', readonly object[]>>,
): Promise<void> {
  const target = join(folder, dataset);
  await mkdir(target, { recursive: true });
  for (const [what, values] of Object.entries(messages)) {
    const lines = values.map((value) => `${JSON.stringify(value)}\n`).join('');
    await writeFile(join(target, `${name}.${what}.jsonl`), lines);
  }
}
