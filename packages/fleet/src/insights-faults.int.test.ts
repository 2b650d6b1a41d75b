import { setTimeout as sleep } from 'node:timers/promises';
import { type RcaResult, topics } from '@aiops/contracts';
import { type Bus, createKafkaBus } from '@aiops/runtime';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type RunningFleet, startUp } from './testing/aiops-process.ts';
import {
  type InsightsScene,
  people,
  type RunbookName,
  startInsightsScene,
} from './testing/insights-scene.ts';
import { killMoments } from './testing/kill-moments.ts';
import { lagOf } from './testing/lag.ts';
import { readMessages } from './testing/read-topic.ts';
import { until } from './testing/until.ts';

/** What people are told and what is done for them, while the fleet is killed and Redis goes away. One test builds on the other. */
const PATIENCE_MS = 120_000;
/** What docs/operations.md says: the session of the killed process, the idle timeout of the scene, and half a minute for a busy machine. */
const NEWS_WITHIN_MS = 55_000;
/** Decides when the fleet is killed. */
const SEED = 7;

interface Answer<B> {
  readonly status: number;
  readonly body: B;
}
interface RunBody {
  readonly id: string;
  readonly state: string;
  readonly steps: readonly { readonly step: string; readonly status: string }[];
}
interface Summary {
  readonly id: string;
  readonly revision: number;
  readonly cause: string | null;
  readonly entities: readonly string[];
}

let scene: InsightsScene;
let bus: Bus;
let fleet: RunningFleet;
/** The incident of the scenario. */
let incident: string;

const start = () => startUp({ args: scene.args, env: scene.env }, PATIENCE_MS);
const kill = async () => {
  fleet.signal('SIGKILL');
  await fleet.ended;
};

beforeAll(async () => {
  scene = await startInsightsScene();
  bus = await createKafkaBus({ bootstrapServers: scene.kafka.bootstrapServers, clientId: 'test' });
  fleet = await start();
}, 600_000);
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.error(fleet?.stderr());
});
afterAll(async () => {
  fleet?.signal('SIGKILL');
  await fleet?.ended;
  await bus?.close();
  await scene?.stop();
});

async function ask<B>(
  method: string,
  path: string,
  who: keyof typeof people,
  body?: object,
): Promise<Answer<B>> {
  const response = await fetch(`${fleet.apiUrl}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${people[who].token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as B };
}
const request = (runbook: RunbookName) =>
  ask<{ run: RunBody }>('POST', '/runs', 'olga', { runbook, incident });
const approve = (id: string) => ask<RunBody>('POST', `/runs/${id}/approve`, 'anna', {});
const execute = (id: string) => ask<RunBody>('POST', `/runs/${id}/execute`, 'olga', {});
const runOf = async (id: string) => (await ask<RunBody>('GET', `/runs/${id}`, 'olga')).body;
const runs = async () => (await ask<{ items: RunBody[] }>('GET', '/runs', 'olga')).body.items;
const incidents = async () => (await ask<{ items: Summary[] }>('GET', '/incidents', 'olga')).body.items;

const approved = async (runbook: RunbookName) => {
  const { id } = (await request(runbook)).body.run;
  expect(await approve(id)).toMatchObject({ status: 200, body: { state: 'approved' } });
  return id;
};
const ended = (id: string) =>
  until('the run has ended', async () => {
    const run = await runOf(id);
    return run.state !== 'running' && run;
  });

/** The newest revision of each incident. */
const newest = async () => {
  const last = new Map<string, RcaResult>();
  for (const { value } of await readMessages(bus, topics.rcaResults)) {
    const id = value.incident_id ?? '';
    if ((value.revision ?? 1) >= (last.get(id)?.revision ?? 0)) last.set(id, value);
  }
  return last;
};
const actions = async () => (await readMessages(bus, topics.actions)).map(({ value }) => value);
/** What is told of a run, once each, in its order: the event and how the run stands. */
const eventsOf = async (id: string) => {
  const told = new Map<string | undefined, string>();
  for (const { action_id, run_id, event, result } of await actions())
    if (run_id === id) told.set(action_id, `${event} ${result?.status}`);
  return [...told.values()];
};
/** Revisions that Alertmanager was told of, by incident, in their order. */
const posted = async () => {
  const told: Record<string, number[]> = {};
  for (const { action, incident_id: id = '', revision = 0 } of await actions())
    if (action === 'alert_enriched') told[id] = [...(told[id] ?? []), revision];
  return told;
};
const annotationsOf = (id: string) =>
  scene.grafana.annotations.filter(({ tags }) => tags.includes(`incident:${id}`));
/** The devices of which the fleet's own alert tells, by role; one that is told twice is there twice. */
const alertsOf = async (id: string, role: string) =>
  (await scene.alertmanager.alerts())
    .filter(({ labels }) => labels.alertname === 'AIOpsRootCause' && labels.incident_id === id)
    .filter(({ labels }) => labels.role === role)
    .map(({ labels }) => labels.device_name ?? '');

/**
 * In the end every place has been told the newest revision of every incident, once, and never an earlier one after a later one.
 * Resolves to those incidents.
 */
const eachToldOnce = () =>
  vi.waitFor(
    async () => {
      expect(await lagOf(fleet.apiUrl)).toBe(0);
      const last = await newest();
      const told = await posted();
      expect(last.size).toBeGreaterThan(0);
      for (const [id, { revision, conclusive, root_cause: cause }] of last) {
        expect(annotationsOf(id)).toHaveLength(1);
        expect(await alertsOf(id, 'cause')).toEqual(conclusive ? [cause.root_cause_device] : []);
        const victims = await alertsOf(id, 'victim');
        expect(victims).not.toEqual([]);
        expect(victims).toEqual([...new Set(victims)]);
        expect(told[id]?.at(-1)).toBe(revision);
        expect(told[id]).toEqual([...(told[id] ?? [])].sort((a, b) => a - b));
      }
      const listed = (await incidents()).map(({ id, revision }) => `${id} ${revision}`);
      expect(listed.sort()).toEqual([...last].map(([id, { revision }]) => `${id} ${revision}`).sort());
      // Not even for a moment were there two.
      const made = scene.grafana.requests.filter(({ method }) => method !== 'PATCH');
      expect(made.map(({ method }) => method)).toEqual([...last].map(() => 'POST'));
      return last;
    },
    { timeout: PATIENCE_MS, interval: 500 },
  );

const push = (device: string, second: number) =>
  bus.publish([
    {
      topic: topics.metrics,
      key: null,
      value: JSON.stringify({
        metric_name: 'memory_usage',
        labels: { instance: device },
        values: [[second, 99]],
      }),
    },
  ]);

test('from quiet to the incident: one annotation, alerts of cause and victims, an incident in the API', async () => {
  expect(scene.grafana.annotations).toEqual([]);
  expect(await incidents()).toEqual([]);
  incident = await until(
    'the incident of the scenario',
    async () => (await incidents()).find(({ cause }) => cause === 'tor-r12')?.id,
    PATIENCE_MS,
  );
  await eachToldOnce();
  expect(await alertsOf(incident, 'cause')).toEqual(['tor-r12']);
  expect(await alertsOf(incident, 'victim')).toContain('web-01');
}, 180_000);

test('killed in the midst of a run, it does not run it again', async () => {
  const id = await approved('slow');
  const isWritten = scene.gate.holdNext('POST');
  const second = Math.floor(Date.now() / 1_000) - 120;
  for (const device of ['rack-sw-1', 'server-1']) await push(device, second);
  await isWritten;
  expect((await execute(id)).status).toBe(200);
  await until('its second step runs', async () => (await runOf(id)).steps[1]?.status === 'running');
  await kill();
  expect(scene.grafana.annotations).toHaveLength(2);
  fleet = await start();
  const run = await ended(id);
  expect([run.state, ...run.steps.map(({ status }) => status)]).toEqual(['abandoned', 'done', 'unknown']);
  expect((await execute(id)).status).toBe(409);
  expect(await scene.worked('slow')).toBe(1);
  const told = await until('the end is told', async () => {
    const events = await eventsOf(id);
    return events.includes('ended abandoned') && events;
  });
  expect(told.filter((event) => /^(?:claimed|ended)/.test(event))).toEqual([
    'claimed running',
    'ended abandoned',
  ]);
}, 180_000);

test('killed at random moments, the fleet tells the news that come after it', async () => {
  const known = (await incidents()).find(({ id }) => id !== incident);
  for (const moment of killMoments(4, SEED)) {
    await sleep('ms' in moment ? moment.ms : moment.number * 20);
    await kill();
    fleet = await start();
  }
  await push('server-2', Math.floor(Date.now() / 1_000) - 100);
  await until(
    'the next revision is in the API',
    async () => (await incidents()).some(({ id, revision }) => id === known?.id && revision > known.revision),
    NEWS_WITHIN_MS,
  );
}, 500_000);

test('while Redis is away nothing is asked for and nothing runs, and then it does', async () => {
  const id = await approved('quick');
  await scene.redis.kill();
  try {
    expect((await request('quick')).status).toBe(503);
    expect((await execute(id)).status).toBe(503);
  } finally {
    await scene.redis.restart();
  }
  await until('runs can be listed again', async () => (await ask('GET', '/runs', 'olga')).status === 200);
  expect((await runs()).map(({ state }) => state)).toEqual(['approved', 'abandoned']);
  expect(await scene.worked('quick')).toBe(0);
  expect((await execute(id)).status).toBe(200);
  expect(await ended(id)).toMatchObject({ state: 'done' });
  expect(await scene.worked('quick')).toBe(1);
  expect((await request('quick')).status).toBe(200);
}, 120_000);
