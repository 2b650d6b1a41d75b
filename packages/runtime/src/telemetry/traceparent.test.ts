import { trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { contextOf, traceparentOf } from './traceparent.ts';

const header = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('a traceparent survives reading and writing', () => {
  const span = trace.getSpanContext(contextOf(header));
  expect(span && traceparentOf(span)).toBe(header);
});

test.each(['', 'garbage', '00-zz-b7ad6b7169203331-01', undefined])('%s names no parent', (text) => {
  expect(trace.getSpanContext(contextOf(text))).toBeUndefined();
});

test('a span without a trace id has no header', () => {
  expect(traceparentOf({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 })).toBeUndefined();
});
