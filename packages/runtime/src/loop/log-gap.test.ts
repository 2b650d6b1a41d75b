import { eventMessageSchema } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../bus/bus.ts';
import { findGap, gapEvent } from './log-gap.ts';

const batch = (first: number, count: number, endOffset: number): Batch => ({
  topic: 'aiops.metrics',
  partition: 2,
  records: Array.from({ length: count }, (_, i) => ({
    topic: 'aiops.metrics',
    partition: 2,
    offset: first + i,
    key: null,
    value: null,
    headers: {},
    recordedAt: 1_700_000_000_000,
  })),
  endOffset,
  assignment: 1,
});

const never = async () => expect.fail('nothing is left out, so nothing has to be asked');

describe('a batch', () => {
  test('that goes on where the log was left, or comes again, is no gap, and nobody is asked', async () => {
    expect(await findGap(batch(10, 5, 20), 10, never)).toBeUndefined();
    expect(await findGap(batch(8, 5, 20), 10, never)).toBeUndefined();
    expect(await findGap(batch(5, 5, 10), 10, never)).toBeUndefined();
  });

  test('that begins later is a gap only when the log has lost what lies between', async () => {
    expect(await findGap(batch(11, 5, 20), 10, async () => 0)).toBeUndefined();
    expect(await findGap(batch(15, 5, 20), 10, async () => 15)).toEqual({
      kind: 'records_missing',
      expected: 10,
      first: 15,
    });
  });

  test('of a log that ends before the place where it was left belongs to a new one', async () => {
    expect(await findGap(batch(0, 3, 3), 10, never)).toEqual({
      kind: 'log_restarted',
      expected: 10,
      first: 0,
    });
  });
});

test('a gap is an event with the numbers, the same bytes each time it is told', () => {
  const tell = () =>
    gapEvent(batch(15, 1, 16), { kind: 'records_missing', expected: 10, first: 15 }, 'detection');
  expect(eventMessageSchema.parse(tell().value)).toMatchObject({
    event_type: 'source_gap',
    source: 'detection',
    summary: 'aiops.metrics/2: 5 records were removed by retention before they were processed',
    details: { reason: 'records_missing', topic: 'aiops.metrics', partition: 2, expected: 10, first: 15 },
  });
  expect(tell()).toEqual(tell());
});
