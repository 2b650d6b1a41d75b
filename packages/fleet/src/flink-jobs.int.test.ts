import { contentId, type MetricMessage, thresholdHeldSchema, topics } from '@aiops/contracts';
import { type RuleSpans, ruleSet, stepRule } from '@aiops/detectors';
import type { OutRecord } from '@aiops/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from './demo/noise.ts';
import { type FlinkScene, type FlinkWorld, startFlinkScene } from './testing/flink-scene.ts';
import { readMessages } from './testing/read-topic.ts';
import { differences } from './testing/streams/differences.ts';
import { type ParityRow, parityRows } from './testing/streams/parity-rows.ts';
import { recordedSpans } from './testing/streams/recorded-spans.ts';

const PARTITIONS = 3;
const NOON = Date.UTC(2026, 0, 27, 12);

let scene: FlinkScene;
beforeAll(async () => {
  scene = await startFlinkScene();
}, 600_000);
afterAll(() => scene?.stop(), 60_000);

/** What a job made of the topics as they are. */
async function made(world: FlinkWorld, job: string, ...tables: string[]) {
  await scene.finished(await world.submit(job, { upToNow: tables }));
  const [metrics, events] = await Promise.all([
    readMessages(world.bus, topics.metrics),
    readMessages(world.bus, topics.events),
  ]);
  return {
    metrics: metrics.filter(({ value }) => value.source === 'flink'),
    events: events.filter(({ value }) => value.source === 'flink'),
  };
}

async function rowsOf(world: FlinkWorld, job: string): Promise<ParityRow[]> {
  const { metrics, events } = await made(world, job, 'traces');
  return [
    ...metrics.flatMap(({ value }) => parityRows(topics.metrics, value)),
    ...events.flatMap(({ value }) => parityRows(topics.events, value)),
  ];
}

describe('spans that come out of order, late, twice and among what cannot be read', () => {
  let world: FlinkWorld;
  let expected: ParityRow[] = [];
  beforeAll(async () => {
    world = await scene.world('spans', PARTITIONS);
    const recording = { seed: 11, spans: 20_000, perSecond: 20, start: NOON, shuffled: 8_000, late: 0.003 };
    for (const { records, rows } of recordedSpans({ ...recording, duplicates: 0.05, broken: 0.01 })) {
      if (records.length > 0) await world.bus.publish(records);
      expected = [...expected, ...rows];
    }
  }, 180_000);
  const isEdge = ({ series }: ParityRow) => /"edge |"span_call_rate"/.test(series);

  test('give the figures of operations that the fleet makes itself', async () => {
    const found = await rowsOf(world, 'span-figures');
    expect(
      differences(
        expected.filter((row) => !isEdge(row)),
        found,
      ),
    ).toEqual([]);
    expect(found.some(({ series, value }) => series.includes('span_rate') && value === 0)).toBe(true);
  }, 300_000);

  test('give the edges and the rates of calls that the fleet makes itself, the edges under the same ids', async () => {
    const { metrics, events } = await made(world, 'call-edges', 'traces');
    const calls = metrics.filter(({ value }) => value.metric_name === 'span_call_rate');
    const found = [...calls, ...events].flatMap(({ value, record }) => parityRows(record.topic, value));
    expect(differences(expected.filter(isEdge), found)).toEqual([]);
    for (const { value, record } of events) {
      const end = Date.parse(String((value.details as { window_end: string }).window_end));
      const { callee } = value.details as { callee: string };
      expect(value.event_id).toBe(contentId('call-edges', String(value.entity_id), callee, end));
      expect(record.headers.ce_id).toBe(value.event_id);
    }
  }, 300_000);
});

const entity = {
  entity_id: 'urn:aiops:device:server:default:web-1',
  entity_type: 'server',
  entity_name: 'web-1',
};
const sample = (values: MetricMessage['values'], more: Partial<MetricMessage> = {}): OutRecord => ({
  topic: topics.metrics,
  key: entity.entity_id,
  value: JSON.stringify({ metric_name: 'cpu_usage', values, ...entity, ...more }),
});

describe('simple rules with a hold', () => {
  const rule = { name: 'hot', metric: 'cpu_usage', threshold: 90, hold: 60_000, severity: 'high' } as const;
  const low = { ...rule, name: 'idle', comparison: 'below', threshold: 10 } as const;
  const HOUR_S = 3_600;

  type Walk = [second: number, value: number][];
  const STEP_S = 15;

  /** Random walks across both limits, with silences longer than the gap. */
  function walk(random: () => number): Walk {
    const steps: Walk = [];
    let [value, silentUntil] = [50, 0];
    for (let n = 0; n < 3_000; n += 1) {
      value = Math.max(0, Math.min(100, value + (random() - 0.5) * 60));
      if (random() < 0.002) silentUntil = n + (1.5 * HOUR_S) / STEP_S;
      if (n >= silentUntil) steps.push([NOON / 1_000 + n * STEP_S, value]);
    }
    return steps;
  }

  /** One or two samples to a record, which are of one series whatever the order of its labels. */
  function recordsOf(host: string, steps: Walk, random: () => number): [second: number, OutRecord][] {
    const records: [number, OutRecord][] = [];
    for (let n = 0; n < steps.length; ) {
      const part = steps.slice(n, n + (random() < 0.5 ? 1 : 2));
      const labels = random() < 0.5 ? { disk: 'x", "y', host } : { host, disk: 'x", "y' };
      const first = part[0]?.[0] ?? 0;
      // A silence ends a record: its time is that of its first sample.
      const near = part.filter(([second]) => second - first <= STEP_S);
      records.push([first, sample(near, { labels })]);
      n += near.length;
    }
    return records;
  }

  test('are told at the sample at which the rule engine fires, once per breach', async () => {
    const world = await scene.world('held', PARTITIONS, {
      anomaly_detection: { rules: [rule, low].map((one) => ({ ...one, hold: '60s' })) },
    });
    const random = createRandom(5);
    const walked = new Map(['a', 'b', '__proto__'].map((host) => [host, walk(random)]));
    const records = [...walked].flatMap(([host, steps]) => recordsOf(host, steps, random));
    await world.bus.publish(records.sort(([a], [b]) => a - b).map(([, record]) => record));
    const expected = [...walked].flatMap(([host, steps]) =>
      ruleSet([{ ...rule, comparison: 'above' }, low])
        .forMetric('cpu_usage')
        .ofSeries.flatMap((compiled) => {
          const spans: RuleSpans = {};
          let wasFiring = false;
          return steps.flatMap(([second, value]) => {
            const at = second * 1_000;
            const step = stepRule(compiled, spans, { at, value, expected: undefined }, HOUR_S * 1_000);
            const since = spans[compiled.id]?.since;
            const isNew = step.stage === 'firing' && !wasFiring;
            wasFiring = step.stage === 'firing';
            return isNew && since !== undefined ? [[host, compiled.rule.name, since, at, value]] : [];
          });
        }),
    );
    const { events } = await made(world, 'held-thresholds', 'metrics');
    const found = events.map(({ value }) => {
      const {
        rule: name,
        since,
        labels,
        value: last,
        held_seconds: held,
      } = thresholdHeldSchema.parse(value.details);
      expect(Date.parse(String(since)) + Number(held) * 1_000).toBe(Date.parse(String(value.timestamp)));
      return [labels?.host, name, Date.parse(String(since)), Date.parse(String(value.timestamp)), last];
    });
    expect(found.sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(10);
  }, 300_000);
});

describe('records that nobody can read', () => {
  test('are counted by topic, and the others are read', async () => {
    const world = await scene.world('broken', PARTITIONS);
    const record = (topic: string, value: string): OutRecord => ({ topic, key: null, value });
    const trace = { trace_id: 'a', spans: [{ span_id: 'b' }] };
    await world.bus.publish([
      ...['{', '[]', '"a"', '{"spans":[]}', '{"trace_id":"a","spans":"none"}', JSON.stringify(trace)].map(
        (value) => record(topics.traces, value),
      ),
      ...['', '{"timestamp":"1"}', '{"timestamp":"1","log_line":"x"}'].map((value) =>
        record(topics.logs, value),
      ),
      ...['{"metric_name":"a","values":[]}', '{"metric_name":"a","values":[[1,2]]}'].map((value) =>
        record(topics.metrics, value),
      ),
    ]);
    const { metrics } = await made(world, 'broken-input', 'raw_traces', 'raw_logs', 'raw_metrics');
    const counts = new Map<string, number>();
    for (const { value } of metrics) {
      expect(value.metric_name).toBe('stream_skipped_records');
      const topic = String(value.labels?.topic);
      counts.set(topic, (counts.get(topic) ?? 0) + Number(value.values[0]?.[1]));
    }
    expect(Object.fromEntries(counts)).toEqual({
      [topics.traces]: 5,
      [topics.logs]: 2,
      [topics.metrics]: 1,
    });
  }, 300_000);
});
