import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseTopology, RecordKind } from '../replay/case-file.ts';

type Records = Readonly<Partial<Record<RecordKind, readonly object[]>>>;

/** What a made-up case consists of. */
export interface MadeUpCase {
  readonly topology: CaseTopology;
  readonly baseline?: Records;
  readonly records: Records;
  /** Epoch seconds. */
  readonly detection_ts?: number;
  /** The cause, or several of which any is right. */
  readonly cause?: string | readonly string[];
}

/** Writes a case with a context of its own; resolves to its folder. */
export async function writeCase(
  root: string,
  dataset: string,
  name: string,
  { topology, baseline = {}, records, detection_ts, cause }: MadeUpCase,
): Promise<string> {
  const folder = join(root, dataset, name);
  const context = join(root, dataset, '_shared', name);
  await mkdir(folder, { recursive: true });
  await mkdir(context, { recursive: true });
  await writeFile(join(context, 'topology.json'), JSON.stringify(topology));
  for (const [kind, values] of Object.entries(baseline))
    await writeFile(join(context, `baseline.${kind}.jsonl`), linesOf(values));
  for (const [kind, values] of Object.entries(records))
    await writeFile(join(folder, `${kind}.jsonl`), linesOf(values));
  const files = Object.keys(records).map((kind) => [kind, { file: `${kind}.jsonl` }]);
  const manifest = {
    id: name,
    dataset,
    context: `../_shared/${name}`,
    files: Object.fromEntries(files),
    detection_ts: detection_ts ?? null,
  };
  await writeFile(join(folder, 'case.json'), JSON.stringify(manifest));
  if (cause !== undefined) await writeFile(join(folder, 'truth.json'), JSON.stringify({ entity: cause }));
  return folder;
}

function linesOf(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
