import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CaseFile } from '../replay/case-file.ts';
import type { Prediction } from '../replay/prediction.ts';
import { type CauseQuality, causeQuality, type JudgedCase } from './cause-quality.ts';
import { causeRank } from './cause-rank.ts';
import { InvalidData } from './invalid-data.ts';

/** `truth.json`: the cause; of a list any one is right. */
const truthSchema = z.looseObject({
  entity: z.union([z.string(), z.array(z.string())]).transform((entity) => [entity].flat()),
});

/**
 * Compares what was said with `truth.json` of each case, data set by data set. Cases without that file are left out. The only
 * place where it is opened, after everything has been said.
 */
export async function scoreCauses(
  cases: readonly CaseFile[],
  predictions: readonly Prediction[],
): Promise<CauseQuality[]> {
  const said = new Map(predictions.map((one) => [idOf(one.dataset, one.case), one]));
  const judged = new Map<string, JudgedCase[]>();
  for (const { dataset, name, folder } of cases) {
    const causes = await readCauses(join(folder, 'truth.json'));
    if (causes === undefined) continue;
    const prediction = said.get(idOf(dataset, name));
    const place = prediction === undefined ? undefined : causeRank(prediction.ranking, causes);
    judged.set(dataset, [
      ...(judged.get(dataset) ?? []),
      { place, confidence: prediction?.confidence ?? 0, ms: prediction?.ms ?? null },
    ]);
  }
  return [...judged].map(([dataset, all]) => causeQuality(dataset, all));
}

async function readCauses(path: string): Promise<readonly string[] | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InvalidData(`${path}: ${(error as Error).message}`);
  }
  try {
    return truthSchema.parse(JSON.parse(text)).entity;
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new InvalidData(`${path}: ${why}`);
  }
}

function idOf(dataset: string, name: string): string {
  return JSON.stringify([dataset, name]);
}
