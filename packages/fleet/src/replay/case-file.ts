import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { InvalidData } from '../backtest/invalid-data.ts';

const file = z.looseObject({ file: z.string().min(1) });

const caseSchema = z.looseObject({
  /** Folder of what cases of one deployment share: topology and baseline. */
  context: z.string().min(1),
  files: z.looseObject({
    metrics: file.optional(),
    spans: file.optional(),
    logs: file.optional(),
    events: file.optional(),
  }),
  /** Epoch seconds at which somebody noticed. */
  detection_ts: z.number().nullish(),
  /** The symptom that raised the alarm. */
  target: z.looseObject({ entity: z.string(), metric: z.string().nullish() }).nullish(),
});

const topologySchema = z.looseObject({
  nodes: z.array(z.looseObject({ id: z.string().min(1), type: z.string().min(1) })),
  edges: z.array(z.looseObject({ from: z.string(), to: z.string(), type: z.string() })),
});

/** `topology.json` of a case. An edge leads from what depends to what it depends on, but for `related`, which has no direction. */
export type CaseTopology = z.infer<typeof topologySchema>;

/** Which kind of records a file holds. */
export type RecordKind = 'metrics' | 'spans' | 'logs' | 'events';

/** A file of records of one kind. */
export interface RecordFile {
  readonly kind: RecordKind;
  readonly path: string;
}

/** A recorded case: where its records are, and what is known about it beforehand. What the cause was is not read. */
export interface CaseFile {
  readonly dataset: string;
  readonly name: string;
  readonly folder: string;
  /** Folder with topology and baseline. */
  readonly context: string;
  readonly files: readonly RecordFile[];
  /** Epoch ms; undefined where nobody knows. */
  readonly detectionAt: number | undefined;
  readonly target: { readonly entity: string; readonly metric: string | undefined } | undefined;
}

const KINDS: readonly RecordKind[] = ['metrics', 'spans', 'logs', 'events'];

/** Reads `case.json` of a folder. Throws {@link InvalidData} when it cannot be used. */
export async function readCaseFile(folder: string): Promise<CaseFile> {
  const path = join(folder, 'case.json');
  const { context, files, detection_ts: detection, target } = await readJson(path, caseSchema);
  return {
    dataset: basename(dirname(folder)),
    name: basename(folder),
    folder,
    context: join(folder, context),
    files: KINDS.flatMap((kind) => {
      const given = files[kind];
      return given === undefined ? [] : [{ kind, path: join(folder, given.file) }];
    }),
    detectionAt: detection === null || detection === undefined ? undefined : detection * 1_000,
    target:
      target === null || target === undefined
        ? undefined
        : { entity: target.entity, metric: target.metric ?? undefined },
  };
}

/** Reads `topology.json` of the context of a case. Throws {@link InvalidData} when it cannot be used. */
export function readCaseTopology(context: string): Promise<CaseTopology> {
  return readJson(join(context, 'topology.json'), topologySchema);
}

async function readJson<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new InvalidData(`${path}: ${(error as Error).message}`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidData(`${path}: ${z.prettifyError(result.error)}`);
}
