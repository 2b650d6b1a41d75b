import type { Counted, TraceMessage } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { NOON, span } from '../testing/span-loop.ts';
import { type TracedSpan, tracesOut } from './trace-out.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traced = (id: number, at?: number): TracedSpan => ({
  ...span(id, id * 1_000),
  traceId,
  ...(at === undefined ? {} : { counted: { at } as Counted }),
});
const messages = (...spans: TracedSpan[]) =>
  tracesOut(spans, NOON, 'otlp').map(({ id, value }) => ({ id, ...(value as TraceMessage) }));

test('a trace whose spans count in several minutes goes out in as many messages, each with the first moment of its own', () => {
  const out = messages(
    traced(1, NOON + 60_000),
    traced(2, NOON + 59_999),
    traced(3, NOON + 61_000),
    traced(4),
    traced(5, NOON + 1_000),
  );
  expect(out.map(({ counted_at }) => counted_at)).toEqual([NOON + 1_000, NOON + 60_000]);
  expect(out.map(({ spans }) => spans.map(({ counted }) => counted?.at))).toEqual([
    [NOON + 59_999, undefined, NOON + 1_000],
    [NOON + 60_000, NOON + 61_000],
  ]);
  expect(new Set(out.map(({ id }) => id)).size).toBe(2);
});

test('a trace of which nothing counts stays whole and has no such moment', () => {
  const [only, ...others] = messages(traced(1), traced(100));
  expect(others).toEqual([]);
  expect(only?.spans).toHaveLength(2);
  expect(only).not.toHaveProperty('counted_at');
});
