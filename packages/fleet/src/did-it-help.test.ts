import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigInput } from '@aiops/config';
import { type ActionMessage, topics } from '@aiops/contracts';
import type { IncidentSummary, RunEntryJson, RunJson } from '@aiops/insights-action';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FleetInMemory, startFleetInMemory } from './testing/fleet-in-memory.ts';
import { readMessages } from './testing/read-topic.ts';
import { type SimulatedHosts, startSimulatedHosts } from './testing/simulated-hosts.ts';
import { until } from './testing/until.ts';

const tokens = { olga: 'token-of-olga-the-operator', anna: 'token-of-anna-the-approver' };
type Person = keyof typeof tokens;

/** What the runbook of each host orders, and whether its approval includes taking that back. */
const cases = {
  'mended-1': { word: 'well', includeRollback: true },
  'placebo-1': { word: 'nothing', includeRollback: true },
  'harmed-1': { word: 'flooded', includeRollback: true },
  'harmed-2': { word: 'flooded', includeRollback: false },
};
type Host = keyof typeof cases;
const hosts = Object.keys(cases) as Host[];

/** Looks at the host and then gives it the order; `stuck`, as it was found, is how it is taken back. */
const runbook = (address: string, word: string) => `
name: say_${word}
description: Tells a host something.
version: 1.0.0
conditions: { metric_name: queue_length }
target: entity
parameters:
  host: { type: string, pattern: '^[a-z0-9-]+$', from: entity_name }
steps:
  - { name: Look, type: command, argv: [echo, looking at, '\${host}'], risk: read_only }
  - { name: Tell it, type: http_request, method: POST, url: 'http://${address}/\${host}/${word}', risk: reversible }
effect: { metric: queue_length, direction: down, within: 2s }
rollback:
  - { name: Take it back, type: http_request, method: POST, url: 'http://${address}/\${host}/stuck', risk: reversible }
`;

describe('whether a runbook helped, seen by the whole fleet', { timeout: 60_000 }, () => {
  let folder: string;
  let running: FleetInMemory;
  let world: SimulatedHosts;
  const incidents = new Map<Host, IncidentSummary>();
  const runs = new Map<Host, string>();

  const api = async <T>(as: Person, method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${running.fleet.apiUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens[as]}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
  const incidentOf = async (host: Host) => {
    const { items } = await api<{ items: IncidentSummary[] }>('olga', 'GET', `/incidents?entity=${host}`);
    const known = incidents.get(host)?.id;
    return known === undefined ? items[0] : items.find(({ id }) => id === known);
  };
  const run = async (host: Host) => {
    const { word, includeRollback } = cases[host];
    const { run: asked } = await api<{ run: RunJson }>('olga', 'POST', '/runs', {
      runbook: `say_${word}`,
      incident: incidents.get(host)?.id,
    });
    await expect(api('olga', 'POST', `/runs/${asked.id}/approve`, {})).rejects.toThrow(/403/);
    const body = { include_rollback: includeRollback };
    await api('anna', 'POST', `/runs/${asked.id}/approve`, body);
    await api('olga', 'POST', `/runs/${asked.id}/execute`);
    runs.set(host, asked.id);
  };
  /** The run of a host once nothing more will happen to it. */
  const ended = (host: Host, isOver: (run: RunJson) => boolean = ({ verified }) => verified !== null) =>
    until(`the end of the run on ${host}`, async () => {
      const found = await api<RunJson>('olga', 'GET', `/runs/${runs.get(host)}`);
      return isOver(found) && found;
    });
  /** What was told of the run of a host when this happened to it. */
  const told = (host: Host, event: string) =>
    until(`${event} of the run on ${host} on ${topics.actions}`, async () => {
      const all = await readMessages(running.bus, topics.actions);
      return all
        .map(({ value }) => value as ActionMessage & { run_id?: string; event?: string })
        .find((action) => action.run_id === runs.get(host) && action.event === event);
    });
  const stepsOf = ({ steps }: RunJson) =>
    steps.map(({ step, status, outcome }) => [
      step,
      status,
      outcome?.exit_code ?? null,
      outcome?.http_status ?? null,
    ]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'did-it-help-'));
    world = await startSimulatedHosts(hosts);
    const { address } = world;
    for (const { word } of Object.values(cases))
      await writeFile(join(folder, `say_${word}.yml`), runbook(address, word));
    running = await startFleetInMemory({ watchful: false, settings: settings(folder, address) });
    await world.reportTo(running.fleet.otlpUrl ?? '');
    for (const host of hosts) world.set(host, 'stuck');
  }, 60_000);
  afterAll(async () => {
    await world?.stop();
    await running?.lifecycle.stop();
    await rm(folder, { recursive: true });
  });

  test('finds what is wrong with each host, and suggests what could be done', async () => {
    for (const host of hosts) {
      // It may begin with the other series, for which there is no runbook.
      const found = await until(`an incident of ${host} with runbooks`, async () => {
        const newest = await incidentOf(host);
        return newest !== undefined && newest.runbooks.length > 0 && newest;
      });
      expect(found).toMatchObject({ state: 'open', cause: host, entities: [host] });
      expect(found.runbooks.toSorted()).toEqual(['say_flooded', 'say_nothing', 'say_well']);
      incidents.set(host, found);
    }
  });

  test('runs what one person asked for and a second one approved', async () => {
    await Promise.all(hosts.map(run));
    const found = await ended('mended-1', ({ state }) => state === 'done');
    expect(found).toMatchObject({
      requested_by: { name: 'olga', role: 'operator' },
      approval: { by: { name: 'anna', role: 'approver' }, include_rollback: true },
      plan: { device: 'mended-1', target: 'mended-1', parameters: { host: 'mended-1' } },
    });
    expect(found.steps.map(({ outcome }) => outcome?.output)).toEqual([
      'looking at mended-1\n',
      'mended-1 was told: well',
      undefined,
    ]);
  });

  test.each([
    ['mended-1', 'improved', /from (39|4\d)\d.* to (19|2\d).*normal again/],
    ['placebo-1', 'no_effect', /did not clearly move/],
    ['harmed-1', 'worse', /to (8|9)\d\d.*moved away/],
    ['harmed-2', 'worse', /to (8|9)\d\d.*moved away/],
  ] as const)('%s: %s', async (host, effect, why) => {
    const found = await ended(host);
    expect(found).toMatchObject({ state: 'done', verified: { effect, why: expect.stringMatching(why) } });
    expect(stepsOf(found).slice(0, 2)).toEqual([
      ['Look', 'done', 0, null],
      ['Tell it', 'done', null, 200],
    ]);
    expect(await told(host, 'verified')).toMatchObject({
      action: 'runbook_execution',
      incident_id: incidents.get(host)?.id,
      verified: effect,
      approved_by: 'anna',
      device: host,
      metric: 'queue_length',
    });
  });

  test('takes harm back where the approval included it, and only there', async () => {
    const found = await ended('harmed-1', ({ rollback }) => rollback?.state === 'done');
    expect(stepsOf(found)[2]).toEqual(['Take it back', 'done', null, 200]);
    expect(await told('harmed-1', 'rollback_ended')).toMatchObject({
      result: { status: 'rollback_done' },
      verified: 'worse',
    });
    for (const host of ['mended-1', 'placebo-1', 'harmed-2'] as const) {
      const other = await ended(host);
      expect([other.rollback, stepsOf(other)[2]]).toEqual([null, ['Take it back', 'not_run', null, null]]);
    }
    expect(world.orders.filter((order) => order.endsWith('/stuck'))).toEqual(['harmed-1/stuck']);
  });

  test('each order was given once', async () => {
    const given = hosts.map((host) => `${host}/${cases[host].word}`);
    expect(world.orders.toSorted()).toEqual([...given, 'harmed-1/stuck'].toSorted());
  });

  test('the incident is resolved on the host that was mended, and goes on where it was not', async () => {
    const closed = await until('the end of the incident', async () => {
      const found = await incidentOf('mended-1');
      return found?.state === 'closed' && found;
    });
    expect(closed.status).toBe('resolved');
    for (const host of ['placebo-1', 'harmed-1', 'harmed-2'] as const)
      expect((await incidentOf(host))?.state).toBe('open');
  });

  test('the list of runs tells what came of each', async () => {
    const { items } = await api<{ items: RunEntryJson[] }>('olga', 'GET', '/runs');
    const verdicts = Object.fromEntries(items.map(({ device, verified }) => [device, verified]));
    expect(verdicts).toEqual({
      'mended-1': 'improved',
      'placebo-1': 'no_effect',
      'harmed-1': 'worse',
      'harmed-2': 'worse',
    });
    expect(running.crashes).toEqual([]);
  });
});

/** Two people, a target for each host, and a rule that goes on firing when the detectors have grown used to a full queue. */
function settings(folder: string, address: string): ConfigInput {
  const token = (name: Person, role: 'operator' | 'approver') => ({
    name,
    role,
    token_sha256: createHash('sha256').update(tokens[name]).digest('hex'),
  });
  return {
    anomaly_detection: { rules: [{ name: 'queue_long', metric: 'queue_length', threshold: 100 }] },
    insights_action: {
      api: { tokens: [token('olga', 'operator'), token('anna', 'approver')], rate_limit: 10_000 },
      runbooks: {
        directory: folder,
        audit_file: join(folder, 'audit', 'actions.jsonl'),
        two_roles: true,
        targets: hosts.map((name) => ({ name, kind: 'local' })),
        allow_hosts: [address],
      },
    },
  };
}
