import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidData } from '../backtest/invalid-data.ts';
import {
  type CaseFile,
  type CaseTopology,
  type RecordFile,
  type RecordKind,
  readCaseTopology,
} from './case-file.ts';
import type { CaseRecord } from './case-record.ts';
import { mendStamps } from './mend-stamps.ts';
import { readRecords } from './read-records.ts';

/** The normal time ends this long before the case, in ms. */
const BEFORE_CASE_MS = 60_000;

const BASELINE_FILES: readonly (readonly [string, RecordKind])[] = [
  ['baseline.metrics.jsonl', 'metrics'],
  ['baseline.spans.jsonl', 'spans'],
  ['baseline.logs.jsonl', 'logs'],
  ['history.events.jsonl', 'events'],
];

/** A case with all its records, each list in the order of event time. */
export interface RecordedCase {
  readonly file: CaseFile;
  readonly topology: CaseTopology;
  readonly baseline: readonly CaseRecord[];
  readonly records: readonly CaseRecord[];
}

/** What the cases of one context share. */
interface Context {
  readonly folder: string;
  readonly topology: CaseTopology;
  /** By kind, in file order, at the times of the recording. */
  readonly baseline: readonly (readonly CaseRecord[])[];
}

/**
 * Reads cases. The baseline of the last context is kept, because cases that follow one another mostly share it; a baseline
 * that was recorded during or after the case is moved to before it. Throws {@link InvalidData} for what cannot be used.
 */
export function createCaseReader(): (file: CaseFile) => Promise<RecordedCase> {
  let context: Context | undefined;
  return async (file) => {
    if (context?.folder !== file.context) context = await readContext(file.context);
    const records = (await Promise.all(file.files.map(readMended))).flat().sort(byTime);
    const [first] = records;
    if (first === undefined) throw new InvalidData(`${file.folder}: the case has no records`);
    const baseline = context.baseline.flatMap((stream) => moved(stream, first.at - BEFORE_CASE_MS));
    return { file, topology: context.topology, baseline: baseline.sort(byTime), records };
  };
}

async function readMended(file: RecordFile): Promise<CaseRecord[]> {
  return mendStamps(await readRecords(file));
}

async function readContext(folder: string): Promise<Context> {
  const topology = await readCaseTopology(folder);
  const files: RecordFile[] = [];
  for (const [name, kind] of BASELINE_FILES) {
    const path = join(folder, name);
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) files.push({ kind, path });
  }
  return { folder, topology, baseline: await Promise.all(files.map(readRecords)) };
}

/** The same records, so much earlier that the last one lies at `end` (epoch ms) at the latest. */
function moved(stream: readonly CaseRecord[], end: number): CaseRecord[] {
  let last = Number.NEGATIVE_INFINITY;
  for (const { at } of stream) last = Math.max(last, at);
  const shift = Math.max(0, last - end);
  return stream.map((record) => ({ ...record, at: record.at - shift }));
}

function byTime(a: CaseRecord, b: CaseRecord): number {
  return a.at - b.at;
}
