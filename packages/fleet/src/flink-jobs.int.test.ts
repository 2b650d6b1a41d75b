import { contentId, type MetricMessage, thresholdHeldSchema, topics } from '@aiops/contracts';
import { type RuleSpans, ruleSet, stepRule } from '@aiops/detectors';
import type { OutRecord } from '@aiops/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from './demo/noise.ts';
import { type FlinkScene, type FlinkWorld, startFlinkScene } from './testing/flink-scene.ts';
import { readMessages } from './testing/read-topic.ts';
import { differences } from './testing/streams/differences.ts';
import { figureRows } from './testing/streams/figure-rows.ts';
import { type ParityRow, parityRows } from './testing/streams/parity-rows.ts';
import { recordedSpans } from './testing/streams/recorded-spans.ts';
import { until } from './testing/until.ts';

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

describe('rollups', () => {
  test('are made of each sample once, in the windows it belongs to, whatever record it came in', async () => {
    const world = await scene.world('rollups', PARTITIONS);
    const random = createRandom(9);
    const records: OutRecord[] = [];
    for (let n = 0; n < 60; n += 1)
      for (const host of ['a', 'b']) {
        const second = NOON / 1_000 + n * 20;
        const part = [0, 10].map((more): [number, number] => [
          second + more,
          Math.round(random() * 1e6) / 1e4,
        ]);
        const record = sample(part, { labels: n % 2 === 0 ? { host, disk: 'x' } : { disk: 'x', host } });
        records.push(record, ...(n % 7 === 0 ? [record] : []));
        records.push(sample(part, { metric_name: 'job:cpu' }), sample(part, { metric_name: 'span_rate' }));
        records.push({ ...sample(part, { labels: { host } }), key: 'urn:aiops:device:server:default:other' });
      }
    await world.bus.publish(records);
    const expected = figureRows(records, Date.now());
    expect(expected.length).toBeGreaterThan(200);
    const { metrics } = await made(world, 'rollups', 'metrics');
    const found = metrics.flatMap(({ value }) => parityRows(topics.metrics, value));
    expect(differences(expected, found)).toEqual([]);
  }, 300_000);
});

describe('log lines', () => {
  const line = (second: number, id: string, more: object = {}, key = entity.entity_id): OutRecord => ({
    topic: topics.logs,
    key,
    partition: 0,
    headers: { ce_id: id },
    value: JSON.stringify({ timestamp: `${NOON + second * 1_000}000000`, log_line: 'x', ...entity, ...more }),
  });
  const counts = async (world: FlinkWorld) => {
    const messages = await readMessages(world.bus, topics.metrics);
    return messages.map(({ value, record }) => {
      const [end, count] = value.values[0] ?? [0, 0];
      const level = String(value.labels?.level);
      expect(record.headers.ce_id).toBe(
        contentId('log-counts', entity.entity_id, level, Number(end) * 1_000),
      );
      return `${Number(end) - NOON / 1_000} ${level} ${count}`;
    });
  };
  /** Lines that Flink dropped because their minute had been told already. */
  const dropped = async (jobId: string) => {
    const json = async (path: string) => (await fetch(`${scene.flink.url}/jobs/${jobId}${path}`)).json();
    const { vertices } = (await json('')) as { vertices: { id: string }[] };
    const lists = await Promise.all(
      vertices.map(async ({ id }) => {
        const names = (await json(`/vertices/${id}/metrics`)) as { id: string }[];
        const late = names.map((one) => one.id).filter((name) => name.endsWith('.numLateRecordsDropped'));
        if (late.length === 0) return [];
        return (await json(`/vertices/${id}/metrics?get=${encodeURIComponent(late.join(','))}`)) as {
          value: string;
        }[];
      }),
    );
    return lists.flat().reduce((sum, { value }) => sum + Number(value), 0);
  };

  test('are counted by level, each once, those of the entity whose key they have', async () => {
    const world = await scene.world('lines', PARTITIONS);
    const records = [
      line(1, 'a', { level: 'error' }),
      line(59, 'b', { level: 'error' }),
      line(60, 'c', { level: 'error' }),
      line(2, 'd'),
      line(3, 'e', { level: ' \u0007' }),
      line(3, 'a', { level: 'error' }),
      line(4, 'f', { timestamp: new Date(NOON + 4_000).toISOString() }),
      line(4, 'g', { timestamp: String(NOON / 1_000 + 4) }),
      line(5, 'h', {}, 'urn:aiops:device:server:default:other'),
      line(5, 'i', { log_line: undefined }),
      line(5, 'j', { timestamp: `${Date.now() + 7_200_000}000000` }),
    ];
    await world.bus.publish(records);
    await scene.finished(await world.submit('log-counts', { upToNow: ['logs'] }));
    expect((await counts(world)).sort()).toEqual([
      '120 error 1',
      '60 error 2',
      '60 unknown 3',
      '60 \ufffd 1',
    ]);
    const messages = await readMessages(world.bus, topics.metrics);
    const found = messages.flatMap(({ value }) => parityRows(topics.metrics, value));
    expect(differences(figureRows(records, Date.now()), found)).toEqual([]);
  }, 300_000);

  test('that come late, out of order or twice, with a partition that is silent, have the documented outcome', async () => {
    const world = await scene.world('late', 2, { stream_processing: { idle_timeout: '5s' } });
    const jobId = await world.submit('log-counts');
    const told = (row: string) => until(row, async () => (await counts(world)).includes(row), 120_000);
    // Partition 1 never gets a record. `c` is 20 s out of order, `a` comes twice, and one cannot be read.
    await world.bus.publish([line(1, 'a'), line(70, 'b'), line(50, 'c'), line(1, 'a')]);
    await world.bus.publish([{ ...line(0, 'x'), value: '{broken' }, line(95, 'd')]);
    await told('60 unknown 2');
    // The first minute has been told: what comes for it now is dropped and counted, and nothing is told again.
    await world.bus.publish([line(2, 'late'), line(130, 'e'), line(160, 'f')]);
    await told('120 unknown 2');
    expect(await counts(world)).toEqual(['60 unknown 2', '120 unknown 2']);
    await until('the late line is counted', async () => (await dropped(jobId)) === 1);
    await scene.cancel(jobId);
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
