import { type Counted, SPAN_WINDOW_MS, spanMetrics, topics } from '@aiops/contracts';
import { countRequest, emptyFigures, type OperationFigures, summarize } from '@aiops/detectors';
import type { OutRecord } from '@aiops/runtime';
import { createRandom } from '../../demo/noise.ts';
import type { ParityRow } from './parity-rows.ts';

/** A great many spans in few records. */
export interface CompactSpans {
  readonly seed: number;
  readonly spans: number;
  readonly perSecond: number;
  /** Begin of the first minute (epoch ms). */
  readonly start: number;
}

/** Spans of one message. */
const IN_ONE = 50;
const SHUFFLED_MS = 20_000;
const SERVICES = ['shop', 'cart', 'payment', '__proto__', '仓库'];
const OPERATIONS = 8;

/** Messages of `aiops.traces` as data-ingestion writes them for Flink, and the figures that the fleet would make of what counts in them. */
export interface CompactRecording {
  records(): Generator<readonly OutRecord[]>;
  /** Figures of all minutes, once all records were taken. */
  rows(): ParityRow[];
}

/**
 * Requests that say what they count for, a second at a time, out of order by up to {@link SHUFFLED_MS}. It makes a million in seconds,
 * because nothing is decided of them: that data-ingestion decides right is what recordings of whole spans are for.
 */
export function compactSpans({ seed, spans, perSecond, start }: CompactSpans): CompactRecording {
  const random = createRandom(seed);
  const minutes = new Map<number, Map<string, OperationFigures>>();
  const count = (service: string, operation: string, at: number, tookMs: number, failed: boolean) => {
    const minute = Math.floor(at / SPAN_WINDOW_MS);
    const byName = minutes.get(minute) ?? new Map<string, OperationFigures>();
    minutes.set(minute, byName);
    const key = JSON.stringify([service, operation]);
    const figures = byName.get(key) ?? emptyFigures();
    byName.set(key, figures);
    countRequest(figures, tookMs, failed);
  };
  const message = (id: number, second: number): OutRecord => {
    const service = SERVICES[Math.floor(random() * SERVICES.length)] as string;
    const base = second - Math.floor(random() * SHUFFLED_MS);
    // All of a message count in one minute, as data-ingestion sees to.
    const room = SPAN_WINDOW_MS - (base % SPAN_WINDOW_MS);
    const made = Array.from({ length: IN_ONE }, (_, n) => {
      const at = base + Math.floor(random() * Math.min(room, 1_000));
      const operation = `op ${Math.floor(random() ** 4 * OPERATIONS)}`;
      const took = Math.floor(1e7 * 20 ** random());
      const failed = random() < 0.02;
      count(service, operation, at, took / 1e6, failed);
      const counted: Counted = { at, operation, failed, ...entityOf(service) };
      return { span_id: `${id}-${n}`, operation, service, start_time: 0, duration: took / 1e9, counted };
    });
    const value = {
      trace_id: String(id),
      spans: made,
      counted_at: Math.min(...made.map(({ counted }) => counted.at)),
    };
    return { topic: topics.traces, key: value.trace_id, value: JSON.stringify(value) };
  };

  return {
    *records() {
      for (let id = 0, second = start; id * IN_ONE < spans; second += 1_000) {
        const until = ((second + 1_000 - start) / 1_000) * perSecond;
        const records: OutRecord[] = [];
        for (; id * IN_ONE < Math.min(until, spans); id += 1) records.push(message(id, second));
        yield records;
      }
    },
    rows: () => rowsOf(minutes),
  };
}

function entityOf(service: string) {
  return {
    entity_id: `urn:aiops:service:service:default:${service}`,
    entity_type: 'service',
    entity_name: service,
  };
}

/** All operations were seen in the hour before, from their first minute on. */
function rowsOf(minutes: ReadonlyMap<number, ReadonlyMap<string, OperationFigures>>): ParityRow[] {
  const rows: ParityRow[] = [];
  const known = new Set<string>();
  for (const [minute, byName] of [...minutes].sort(([a], [b]) => a - b)) {
    const active = new Set([...byName.keys()].map((key) => (JSON.parse(key) as [string, string])[0]));
    for (const key of byName.keys()) known.add(key);
    for (const key of known) {
      const [service, operation] = JSON.parse(key) as [string, string];
      if (!active.has(service)) continue;
      rows.push(...figureRows(service, operation, (minute + 1) * 60, byName.get(key) ?? emptyFigures()));
    }
  }
  return rows;
}

function figureRows(service: string, operation: string, at: number, figures: OperationFigures): ParityRow[] {
  const summary = summarize(figures, SPAN_WINDOW_MS);
  const labels = Object.entries({ operation, service_name: service });
  const values: [string, number | undefined][] = [
    [spanMetrics.rate, summary.rate],
    [spanMetrics.errorRate, summary.errorRate],
    [spanMetrics.latencyP50, summary.latencyP50],
    [spanMetrics.latencyP95, summary.latencyP95],
    [spanMetrics.latencyP99, summary.latencyP99],
  ];
  return values.flatMap(([name, value]) => {
    const series = JSON.stringify([entityOf(service).entity_id, name, labels]);
    return value === undefined ? [] : [{ series, at, value }];
  });
}
