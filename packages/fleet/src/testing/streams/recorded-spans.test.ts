import { type Counted, spanMetrics, type TraceMessage, traceMessageSchema } from '@aiops/contracts';
import { addToSketch, emptySketch, sketchQuantile } from '@aiops/detectors';
import { expect, test } from 'vitest';
import type { ParityRow } from './parity-rows.ts';
import { recordedSpans, type SpanRecording } from './recorded-spans.ts';

const recording: SpanRecording = {
  seed: 7,
  spans: 12_000,
  perSecond: 25,
  start: Date.UTC(2026, 0, 27, 12),
  shuffled: 8_000,
  late: 0.003,
  duplicates: 0.02,
  broken: 0.01,
};
const MINUTE = 60_000;

interface Requests {
  readonly counted: Counted;
  readonly took: number[];
  failed: number;
}

/** The spans of the records that can be read, each once in a minute. */
function* spansOf(values: readonly unknown[]) {
  const seen = new Set<string>();
  for (const value of values) {
    const parsed = traceMessageSchema.safeParse(readJson(String(value)));
    if (!parsed.success) continue;
    const { trace_id: trace, spans }: TraceMessage = parsed.data;
    for (const { span_id: id, duration, counted } of spans) {
      if (counted === undefined || seen.has(`${trace}/${id}`)) continue;
      seen.add(`${trace}/${id}`);
      yield { counted, ms: Math.round(Number(duration) * 1e9) / 1e6 };
    }
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Groups what counts as a request or as a call by minute, service and name. */
function grouped(values: readonly unknown[], of: 'operation' | 'peer'): Map<string, Requests> {
  const groups = new Map<string, Requests>();
  for (const { counted, ms } of spansOf(values)) {
    const name = counted[of];
    if (name === undefined) continue;
    const minute = Math.floor(counted.at / MINUTE);
    const key = JSON.stringify([counted.entity_id, name, minute]);
    const group = groups.get(key) ?? { counted, took: [], failed: 0 };
    groups.set(key, group);
    group.took.push(ms);
    if (counted.failed === true) group.failed += 1;
  }
  return groups;
}

/** The figures of the definition, made plainly of what the spans say of themselves. */
function plainRows(values: readonly unknown[]): ParityRow[] {
  const operations = grouped(values, 'operation');
  const calls = grouped(values, 'peer');
  const zeros = silentOperations(operations, calls);
  return [
    ...zeros,
    ...[...operations.values()].flatMap((group) =>
      Object.entries(figures(group, 'span_latency_')).flatMap(([name, value]) =>
        row(group, 'operation', name, value),
      ),
    ),
    ...[...calls.values()].flatMap((group) => {
      const at = end(group);
      const { counted } = group;
      const series = (name: string) =>
        JSON.stringify([counted.entity_id, `edge ${name}`, counted.entity_name, counted.peer]);
      const all = figures(group, 'latency_');
      const edge = Object.entries(all).map(([name, value]) => ({
        series: series(name.replace('span_', '')),
        at,
        value,
      }));
      return [
        ...row(group, 'peer', spanMetrics.callRate, all.span_rate ?? 0),
        ...(counted.peer === 'other' ? [] : edge),
      ];
    }),
  ];
}

function figures({ took, failed }: Requests, latency: string): Record<string, number> {
  const ordered = [...took].sort((a, b) => a - b);
  const quantile = (q: number) => {
    const bucket = emptySketch();
    addToSketch(bucket, ordered[Math.floor(q * (ordered.length - 1))] ?? 0);
    return sketchQuantile(bucket, 0) ?? 0;
  };
  return {
    span_rate: took.length / 60,
    span_error_rate: (100 * failed) / took.length,
    [`${latency}p50`]: quantile(0.5),
    [`${latency}p95`]: quantile(0.95),
    [`${latency}p99`]: quantile(0.99),
  };
}

function end({ counted }: Requests): number {
  return (Math.floor(counted.at / MINUTE) + 1) * 60;
}

function row(
  group: Requests,
  of: 'operation' | 'peer',
  name: string,
  value: number,
  at = end(group),
): ParityRow[] {
  const { counted } = group;
  const labels = [
    [of, counted[of]],
    ['service_name', counted.entity_name],
    ...(counted.site === undefined ? [] : [['site', counted.site]]),
  ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return [{ series: JSON.stringify([counted.entity_id, name, labels]), at, value }];
}

/** Rate 0 in minutes in which the service did something, of operations of the hour before. */
function silentOperations(
  operations: ReadonlyMap<string, Requests>,
  calls: ReadonlyMap<string, Requests>,
): ParityRow[] {
  const rows: ParityRow[] = [];
  const minutes = new Map<string, Set<number>>();
  for (const group of [...operations.values(), ...calls.values()]) {
    const of = group.counted.entity_id as string;
    minutes.set(of, (minutes.get(of) ?? new Set()).add(end(group)));
  }
  const first = new Map<string, Requests>();
  for (const group of [...operations.values()].sort((a, b) => end(a) - end(b))) {
    const key = JSON.stringify([group.counted.entity_id, group.counted.operation]);
    if (!first.has(key) && group.counted.operation !== 'other') first.set(key, group);
  }
  for (const group of first.values()) {
    const { entity_id: entity, operation } = group.counted;
    for (const at of minutes.get(entity as string) ?? []) {
      const seen = operations.has(JSON.stringify([entity, operation, at / 60 - 1]));
      if (at > end(group) && !seen) rows.push(...row(group, 'operation', spanMetrics.rate, 0, at));
    }
  }
  return rows;
}

function sorted(rows: readonly ParityRow[]): ParityRow[] {
  const key = ({ series, at }: ParityRow) => `${at} ${series}`;
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

test('the figures of the fleet itself follow from what spans say of themselves, row by row', {
  timeout: 60_000,
}, () => {
  const parts = [...recordedSpans(recording)];
  const made = sorted(parts.flatMap(({ rows }) => rows));
  const plain = sorted(plainRows(parts.flatMap(({ records }) => records.map(({ value }) => value))));
  expect(made.length).toBeGreaterThan(1_000);
  expect(made.some(({ value }) => value === 0)).toBe(true);
  expect(made.some(({ series }) => series.includes('"other"'))).toBe(true);
  expect(new Set(made.map(({ series, at }) => `${at} ${series}`)).size).toBe(made.length);
  expect(made.map(({ series, at }) => `${at} ${series}`)).toEqual(
    plain.map(({ series, at }) => `${at} ${series}`),
  );
  const worst = Math.max(...made.map(({ value }, i) => Math.abs(value - (plain[i]?.value ?? Number.NaN))));
  expect(worst).toBeLessThan(1e-9);
});

test('the same recording gives the same records, some of them twice and some of them broken', {
  timeout: 60_000,
}, () => {
  const small = { ...recording, spans: 2_000 };
  const [one, other] = [[...recordedSpans(small)], [...recordedSpans(small)]];
  expect(other).toEqual(one);
  const records = one.flatMap((part) => part.records);
  const ids = records.map(({ value, headers }) => `${headers?.ce_id} ${String(value).length}`);
  expect(new Set(ids).size).toBeLessThan(ids.length - 5);
  expect(one.reduce((sum, { broken }) => sum + broken, 0)).toBeGreaterThan(5);
});
