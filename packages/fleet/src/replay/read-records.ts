import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { InvalidData } from '../backtest/invalid-data.ts';
import type { RecordFile, RecordKind } from './case-file.ts';
import { type CaseRecord, recordSchemas } from './case-record.ts';

/** Reads a file of records line by line, in its order. Throws {@link InvalidData} for a line that cannot be used. */
export async function readRecords({ kind, path }: RecordFile): Promise<CaseRecord[]> {
  const records: CaseRecord[] = [];
  const input = createReadStream(path);
  let number = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line !== '') records.push(readRecord(kind, line, records.length));
    }
  } catch (error) {
    if (error instanceof z.ZodError) throw new InvalidData(`${path}:${number}: ${z.prettifyError(error)}`);
    if (error instanceof SyntaxError) throw new InvalidData(`${path}:${number}: ${error.message}`);
    if ((error as NodeJS.ErrnoException).code !== undefined)
      throw new InvalidData(`${path}: ${(error as Error).message}`);
    throw error;
  }
  return records;
}

/** Events without a stamp come in the order of the file, a millisecond apart. */
function readRecord(kind: RecordKind, line: string, position: number): CaseRecord {
  const json: unknown = JSON.parse(line);
  if (kind === 'metrics') {
    const value = recordSchemas.metrics.parse(json);
    return { kind, at: Math.round(value.ts * 1_000), value };
  }
  if (kind === 'spans') {
    const value = recordSchemas.spans.parse(json);
    return { kind, at: Math.ceil((value.ts + value.dur) / 1_000), value };
  }
  if (kind === 'logs') {
    const value = recordSchemas.logs.parse(json);
    return { kind, at: Math.round(value.ts), value };
  }
  const value = recordSchemas.events.parse(json);
  return { kind, at: typeof value.ts === 'number' ? Math.round(value.ts * 1_000) : position, value };
}
