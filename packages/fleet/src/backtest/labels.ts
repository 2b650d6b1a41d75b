import { issueLines, timestampSchema } from '@aiops/contracts';
import { z } from 'zod';
import { InvalidData } from './invalid-data.ts';

const fileLabelsSchema = z
  .looseObject({
    rows: z
      .int()
      .nonnegative()
      .optional()
      .describe('Data rows of the file, to notice that it is another one'),
    scoreFromRow: z.int().nonnegative().default(0).describe('First row that counts; those before warm up'),
    windows: z
      .array(z.tuple([timestampSchema, timestampSchema]))
      .optional()
      .describe('[from, to] of each anomaly, both inclusive'),
    windowRows: z
      .array(z.tuple([z.int().nonnegative(), z.int().nonnegative()]))
      .optional()
      .describe('The same as numbers of data rows from 0; where both are given, these count'),
  })
  .refine(({ windows, windowRows }) => windows !== undefined || windowRows !== undefined, {
    error: 'expected windows or windowRows ([] for a file without anomalies)',
  });

/** What is known about the anomalies of one file. */
export type FileLabels = z.infer<typeof fileLabelsSchema>;

const labelsSchema = z.record(z.string(), fileLabelsSchema);

/** Reads `labels.json`: labels by the path of the file in the folder. Throws {@link InvalidData} with a line per problem. */
export function parseLabels(file: string, text: string): ReadonlyMap<string, FileLabels> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InvalidData(`${file}: this is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = labelsSchema.safeParse(json);
  if (parsed.success) return new Map(Object.entries(parsed.data));
  throw new InvalidData(
    issueLines(parsed.error)
      .map((line) => `${file}: ${line}`)
      .join('\n'),
  );
}
