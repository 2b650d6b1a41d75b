import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '@aiops/config';
import { contentId, topics } from '@aiops/contracts';
import {
  createLogger,
  createMemoryBus,
  createMemoryStateStore,
  createMetrics,
  Lifecycle,
  type ServiceContext,
} from '@aiops/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noiseOf } from '../testing/noise.ts';
import { sampleAnomaly, sampleIncident } from '../testing/sample-incident.ts';
import type { Actor } from './actor.ts';
import type { RunRequest } from './run-entry.ts';
import type { ExecuteStep, PlannedStep, RunPlan } from './run-plan.ts';
import { startRuns } from './start-runs.ts';
import { verifyAudit } from './verify-audit.ts';

const MINUTE = 60_000;
const olga: Actor = { name: 'olga', role: 'operator' };
const ada: Actor = { name: 'ada', role: 'approver' };
const anomaly = sampleAnomaly('db-1', 'server', 'disk_usage', 1, {
  value: 95.2,
  expected: { lower: 44, mid: 50, upper: 56 },
});
const incident = sampleIncident({}, { root_cause_device: 'db-1', root_cause_anomaly: anomaly });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What each runbook does to the disk of the host. */
const EFFECTS: Readonly<Record<string, (level: number) => number>> = {
  fix: () => 50,
  placebo: (level) => level,
  harm: () => 118,
  'take the harm back': () => 95,
};

/** A host whose disk is as full as the steps that were run on it made it, measured every 15 s. */
async function host() {
  const clock = { now: Date.UTC(2026, 0, 27, 12) };
  const now = () => clock.now;
  const bus = createMemoryBus({ now });
  for (const topic of [topics.metrics, topics.actions]) {
    await bus.ensureTopics([{ topic, partitions: 3, replicationFactor: 1 }]);
  }
  let level = 95;
  const noise = noiseOf(3);
  const measure = async (minutes: number) => {
    for (let sample = 0; sample < minutes * 4; sample += 1) {
      clock.now += 15_000;
      const values = [[clock.now / 1000, noise(level, 2, 1)[0]]];
      const { entity_id, metric_name, labels } = anomaly;
      const value = JSON.stringify({ metric_name, labels, values, entity_id });
      await bus.publish([{ topic: topics.metrics, key: entity_id ?? null, value }]);
    }
  };
  const execute: ExecuteStep = async (step) => {
    level = EFFECTS[step.name]?.(level) ?? level;
    return { status: 'done', output: '', truncated: false, durationMs: 1 };
  };
  const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
  const config = configSchema.parse({
    insights_action: { runbooks: { audit_file: join(folder, 'audit.jsonl'), cooldown: '0s' } },
  });
  const context = {
    config,
    bus,
    logger,
    now,
    state: createMemoryStateStore(),
    metrics: createMetrics('test'),
  } as unknown as ServiceContext;
  const start = async () => {
    const lifecycle = new Lifecycle(logger);
    const { desk } = await startRuns(context, lifecycle, {
      plan: async (request) => ({ plan: planOf(request) }),
      execute,
      runbooks: () => [],
      incident: async () => incident,
    });
    return { desk, lifecycle };
  };
  return { start, measure, bus, context, level: () => level };
}

function planOf(request: RunRequest): RunPlan {
  const step = (name: string): PlannedStep => ({
    name,
    risk: 'reversible',
    action: { kind: 'command', argv: ['true'] },
    timeoutMs: 1000,
    lines: 1,
    stopOnFailure: true,
  });
  const body = {
    ...request,
    runbookHash: request.runbook,
    target: 'db-1',
    steps: [step(request.runbook)],
    rollback: [step('take the harm back')],
    effect: { metric: 'disk_usage', direction: 'down', withinMs: 5 * MINUTE },
  } as const;
  return { ...body, hash: contentId(JSON.stringify(body)) };
}

async function runOn(
  simulated: Awaited<ReturnType<typeof host>>,
  runbook: string,
  options: { restart?: boolean } = {},
) {
  let { desk, lifecycle } = await simulated.start();
  await simulated.measure(10);
  const request = { runbook, incident: 'i', device: 'db-1', parameters: {} };
  const { id } = await desk.request(request, olga);
  await desk.approve(id, ada, { includeRollback: true });
  await desk.execute(id, olga);
  await desk.settled();
  await simulated.measure(3);
  if (options.restart) {
    await lifecycle.stop();
    ({ desk, lifecycle } = await simulated.start());
  }
  await simulated.measure(2);
  await desk.tick();
  await desk.settled();
  const run = await desk.get(id);
  await lifecycle.stop();
  return run;
}

test.each([
  ['fix', 'improved', 50],
  ['placebo', 'no_effect', 95],
  ['harm', 'worse', 95],
])('a %s is seen to be %s', async (runbook, effect, level) => {
  const simulated = await host();
  const run = await runOn(simulated, runbook);
  expect(run).toMatchObject({ state: 'done', verdict: { effect } });
  expect(run.rollback?.state).toBe(effect === 'worse' ? 'done' : undefined);
  expect(simulated.level()).toBe(level);
  const partitions = await Promise.all(
    [0, 1, 2].map((number) => simulated.bus.read(topics.actions, number, 0, 100)),
  );
  const told = partitions.flat().map(({ value }) => JSON.parse(String(value)) as { verified?: string });
  expect(told.map(({ verified }) => verified).filter((verified) => verified !== undefined)).toContain(effect);
  expect((await verifyAudit(join(folder, 'audit.jsonl'))).left.runs.size).toBe(0);
  expect(await simulated.context.metrics.registry.metrics()).toContain(
    `aiops_action_executions_total{runbook="${runbook}",mode="manual",result="done"} 1`,
  );
});

test('a restart before the verdict does not lose it', async () => {
  const simulated = await host();
  expect(await runOn(simulated, 'fix', { restart: true })).toMatchObject({ verdict: { effect: 'improved' } });
});
