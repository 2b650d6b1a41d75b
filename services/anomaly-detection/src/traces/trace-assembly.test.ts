import type { KeyedState } from '@aiops/runtime';
import { describe, expect, test } from 'vitest';
import { createTraceAssembly } from './trace-assembly.ts';
import type { TraceSpan } from './trace-span.ts';

const START = 1_000_000;

const span = (id: string, second: number, duration = 0): TraceSpan => ({
  id,
  parent: '',
  entity: { id: 'urn:shop', type: 'service', name: 'shop' },
  operation: 'GET',
  start: START + second * 1000,
  duration,
  failed: false,
});

/** An assembly over a state of which only JSON survives a restart, and what came out of it. */
function setUp() {
  const counts = { late: 0, crowded: 0 };
  const counter = (name: keyof typeof counts) => ({
    inc: () => {
      counts[name] += 1;
    },
  });
  const counters = { late: counter('late'), crowded: counter('crowded') };
  let entries = new Map<string, unknown>();
  const state = (): KeyedState => ({
    get: <T>(key: string) => entries.get(key) as T | undefined,
    put: (key, value) => void entries.set(key, value),
    delete: (key) => void entries.delete(key),
    keys: () => entries.keys(),
  });
  let assembly = createTraceAssembly(state(), counters);
  let clock = -1;
  const out: string[] = [];
  return {
    out,
    counts,
    size: () => entries.size,
    /** A message with spans of a trace. */
    message(trace: string, ...spans: TraceSpan[]) {
      assembly.add(trace, spans, clock);
      clock = Math.max(clock, ...spans.map(({ start, duration }) => start + duration));
      assembly.drain(clock, (whole) => void out.push(whole.map(({ id }) => id).join()));
    },
    restart() {
      entries = new Map(
        [...entries].reverse().map(([key, value]) => [key, JSON.parse(JSON.stringify(value))]),
      );
      assembly = createTraceAssembly(state(), counters);
    },
  };
}

describe('a trace', () => {
  test('is whole ten seconds after the end of its last span', () => {
    const t = setUp();
    t.message('t', span('a', 0, 2_000));
    t.message('u', span('x', 11.999));
    expect(t.out).toEqual([]);
    t.message('u', span('y', 12));
    expect(t.out).toEqual(['a']);
  });

  test('holds the spans of several messages, each span once', () => {
    const t = setUp();
    t.message('t', span('a', 0));
    t.message('t', span('b', 5), span('a', 0));
    t.restart();
    t.message('t', span('b', 9));
    t.message('u', span('x', 14.999));
    expect(t.out).toEqual([]);
    t.message('u', span('y', 15));
    expect(t.out).toEqual(['a,b']);
  });

  test('that comes late waits as long for its other spans', () => {
    const t = setUp();
    t.message('u', span('x', 100));
    t.message('t', span('a', 0));
    t.message('u', span('y', 109));
    t.message('t', span('b', 0));
    t.message('v', span('z', 118));
    expect(t.out).toEqual([]);
    t.message('v', span('w', 119));
    expect(t.out).toEqual(['a,b', 'x,y']);
  });

  test('that is over takes no more spans for a minute, and then it is forgotten', () => {
    const t = setUp();
    t.message('t', span('a', 0));
    t.message('u', span('x', 10));
    t.restart();
    t.message('t', span('b', 0));
    expect(t.counts.late).toBe(1);
    t.message('v', span('y', 69));
    t.message('v', span('z', 71));
    expect(t.out).toEqual(['a', 'x']);
    expect(t.size()).toBe(2);
  });
});

describe('bounds', () => {
  test('of a trace: a thousand spans', () => {
    const t = setUp();
    t.message('t', ...Array.from({ length: 1_003 }, (_, index) => span(`s${index}`, 0)));
    t.message('u', span('x', 10));
    expect(t.out[0]?.split(',')).toHaveLength(1_000);
    expect(t.counts.crowded).toBe(3);
  });

  test('of all traces: the oldest leave early, in whatever order the state is read', () => {
    const t = setUp();
    for (let trace = 0; trace < 50; trace += 1)
      t.message(`t${trace}`, ...Array.from({ length: 1_000 }, (_, index) => span(`${trace}-${index}`, 0)));
    expect(t.out).toEqual([]);
    t.restart();
    t.message('u', span('x', 0));
    expect(t.out.map((ids) => ids.split(',')[0])).toEqual(['0-0']);
    t.message('v', ...Array.from({ length: 1_000 }, (_, index) => span(`v${index}`, 0)));
    expect(t.out.map((ids) => ids.split(',')[0])).toEqual(['0-0', '1-0']);
    expect(t.counts.crowded).toBe(2);
  });
});
