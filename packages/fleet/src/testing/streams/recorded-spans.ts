import { createEntityResolver, topics } from '@aiops/contracts';
import { createSpanService, spanBatches } from '@aiops/data-ingestion';
import { encode, type Message, type OutMessage, type OutRecord } from '@aiops/runtime';
import { createRandom } from '../../demo/noise.ts';
import { madeUpSpans, type SpanStream } from './made-up-spans.ts';
import { type ParityRow, parityRows } from './parity-rows.ts';
import { taskOf } from './task-of.ts';

/** A stream of spans, and what is wrong with the records of `aiops.traces` that it becomes. */
export interface SpanRecording extends SpanStream {
  /** Part of the records that are there twice, a little later. */
  readonly duplicates: number;
  /** Part of the records after which comes one that nobody can read. */
  readonly broken: number;
}

/** Some seconds of a recording. */
export interface RecordedPart {
  /** For `aiops.traces`, in this order; the partition is that of the key. */
  readonly records: readonly OutRecord[];
  /** How many of them nobody can read. */
  readonly broken: number;
  /** What the fleet itself makes of it, as far as windows are over. */
  readonly rows: readonly ParityRow[];
}

/** Operations and peers with figures of their own: few, so that there are others. */
const LIMITS = { operations: 12, peers: 20 };
const BROKEN: readonly string[] = [
  'no JSON',
  '{"trace_id":"7","spans":[{',
  '["an array"]',
  '"text"',
  '{"trace_id":"7","spans":"none"}',
  '{"spans":[]}',
];
const resolver = createEntityResolver([]);

/**
 * What data-ingestion publishes of made-up spans when Flink makes the figures, and the figures that it makes itself otherwise. The same
 * options give the same records and rows. It is made part by part, so that a million spans need no memory.
 */
export function* recordedSpans(recording: SpanRecording): Generator<RecordedPart> {
  const random = createRandom(recording.seed + 1);
  const { flink, embedded } = engines();
  let repeated: OutRecord[] = [];
  let last = recording.start;
  for (const arrivals of madeUpSpans(recording)) {
    last = arrivals.at(-1)?.at ?? last;
    const spans = arrivals.map(({ span }) => span);
    const batches = spanBatches(spans, 'otlp').map((batch) => messageOf(batch, last));
    const records: OutRecord[] = repeated.splice(0);
    repeated = [];
    let broken = 0;
    for (const record of batches.flatMap((batch) => tracesOf(flink.take(batch)))) {
      records.push(record);
      if (random() < recording.duplicates) repeated.push(record);
      if (random() < recording.broken) {
        records.push({ ...record, value: BROKEN[broken % BROKEN.length] as string });
        broken += 1;
      }
    }
    yield { records, broken, rows: rowsOf(batches.flatMap((batch) => embedded.take(batch))) };
  }
  // The clock closes the windows that no later span does.
  yield { records: repeated, broken: 0, rows: rowsOf(embedded.tick(last + 3_600_000)) };
}

function engines() {
  const options = { resolver: () => resolver, backfillMs: 3_600_000, limits: LIMITS };
  return {
    flink: taskOf(createSpanService({ ...options, engine: 'flink' })),
    embedded: taskOf(createSpanService({ ...options, engine: 'embedded' })),
  };
}

function messageOf(batch: OutMessage, recordedAt: number): Message {
  const place = { partition: 0, offset: 0, recordedAt };
  return { ...batch, ...place, headers: batch.headers ?? {}, value: batch.value } as Message;
}

function tracesOf(messages: readonly OutMessage[]): OutRecord[] {
  return messages
    .filter(({ topic }) => topic === topics.traces)
    .map((message) => encode(message, 'data-ingestion'));
}

function rowsOf(messages: readonly OutMessage[]): ParityRow[] {
  return messages.flatMap(({ topic, value }) => parityRows(topic, value));
}
