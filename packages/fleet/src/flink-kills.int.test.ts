import { type MetricMessage, topics } from '@aiops/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FlinkScene, type FlinkWorld, startFlinkScene } from './testing/flink-scene.ts';
import { compactSpans } from './testing/streams/compact-spans.ts';
import { differences } from './testing/streams/differences.ts';
import { type ParityRow, parityRows } from './testing/streams/parity-rows.ts';
import { readCommitted } from './testing/streams/read-committed.ts';
import { until } from './testing/until.ts';

const SPANS = 1_000_000;
const PARTITIONS = 3;
const JOB = 'span-figures';
/** Long, because a busy machine is slow. */
const LIMIT_MS = 1_800_000;

let scene: FlinkScene;
let input: FlinkWorld;
const recording = compactSpans({ seed: 3, spans: SPANS, perSecond: 900, start: Date.UTC(2026, 0, 27, 12) });
let expected: ParityRow[];

beforeAll(async () => {
  // Jobs that run for minutes: compiling them well pays.
  scene = await startFlinkScene({ optimised: true });
  input = await scene.world('input', PARTITIONS);
  let publishing = Promise.resolve();
  for (const records of recording.records()) {
    // The next part is made while this one is on its way.
    await publishing;
    publishing = input.bus.publish(records);
  }
  await publishing;
  expected = recording.rows();
}, LIMIT_MS);
afterAll(() => scene?.stop(), 60_000);

/** Starts the job on the input, with a consumer group of its own and its results in a world of their own. */
async function started(name: string, rewrite = (statement: string) => statement) {
  const world = await scene.world(name, PARTITIONS);
  const jobId = await world.submit(JOB, {
    upToNow: ['traces'],
    rewrite: (statement) =>
      rewrite(
        statement
          .replaceAll(`'${name}.${topics.traces}'`, `'input.${topics.traces}'`)
          .replaceAll(`'flink-${JOB}'`, `'${name}'`),
      ),
  });
  return { world, jobId };
}

/** What readers of committed transactions see. */
async function resultsOf({ bus, config }: FlinkWorld) {
  const group = `reader-of-${config.messaging.kafka.topics[topics.metrics]}`;
  const records = await readCommitted(bus, topics.metrics, group);
  const values = records.map(({ value }) => JSON.parse(String(value)) as MetricMessage);
  return {
    ids: records.map(({ headers, value }) => [String(headers.ce_id), String(value)] as const),
    rows: values.flatMap((value) => parityRows(topics.metrics, value)),
  };
}

async function progressOf(jobId: string) {
  const json = async (path: string) => (await fetch(`${scene.flink.url}/jobs/${jobId}${path}`)).json();
  const { counts } = (await json('/checkpoints')) as { counts?: { completed: number; restored: number } };
  const { vertices } = (await json('')) as { vertices: { metrics: { 'write-records': number } }[] };
  return { ...counts, read: vertices[0]?.metrics['write-records'] ?? 0 };
}

test(
  'a million spans give the figures that the fleet makes itself',
  async () => {
    const { world, jobId } = await started('calm');
    await scene.finished(jobId, LIMIT_MS);
    expect(differences(expected, (await resultsOf(world)).rows)).toEqual([]);
    expect(expected.length).toBeGreaterThan(SPANS / 1_000);
  },
  LIMIT_MS,
);

test(
  'a task manager that is killed on the way changes nothing: no id has two values, and sinks with transactions tell no row twice',
  async () => {
    const atLeastOnce = await started('killed');
    const exactlyOnce = await started('once', (statement) =>
      statement.replace(
        "'sink.delivery-guarantee' = 'at-least-once'",
        "'sink.delivery-guarantee' = 'exactly-once', 'sink.transactional-id-prefix' = 'once', 'properties.transaction.timeout.ms' = '600000'",
      ),
    );
    const all = [atLeastOnce, exactlyOnce];
    await until(
      'both jobs are on their way',
      async () => {
        const progress = await Promise.all(all.map(({ jobId }) => progressOf(jobId)));
        return progress.every(
          ({ completed = 0, read }) => completed >= 2 && read > SPANS / 5 && read < SPANS,
        );
      },
      LIMIT_MS,
    );
    expect(await Promise.all(all.map(({ jobId }) => scene.state(jobId)))).toEqual(['RUNNING', 'RUNNING']);
    await scene.flink.taskManager.kill();
    await scene.flink.taskManager.restart();
    for (const { jobId } of all) {
      await scene.finished(jobId, LIMIT_MS);
      expect((await progressOf(jobId)).restored).toBeGreaterThan(0);
    }
    const [killed, once] = await Promise.all(all.map(({ world }) => resultsOf(world)));
    for (const { ids, rows } of [killed, once].filter((results) => results !== undefined)) {
      expect(differences(expected, rows)).toEqual([]);
      const values = new Map<string, Set<string>>();
      for (const [id, value] of ids) values.set(id, (values.get(id) ?? new Set()).add(value));
      expect([...values.values()].filter((different) => different.size > 1)).toEqual([]);
    }
    expect(new Set(once?.ids.map(([id]) => id)).size).toBe(once?.ids.length);
  },
  LIMIT_MS * 2,
);
