import type { Runbook } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { MINUTE, runWorld } from '../testing/run-world.ts';
import { sampleIncident } from '../testing/sample-incident.ts';
import { peopleDesk } from './people-desk.ts';

const olga = { name: 'olga', role: 'operator' } as const;
const ada = { name: 'ada', role: 'approver' } as const;
const runbook = (name: string, metric: string): Runbook => ({
  name,
  description: 'd',
  version: 1,
  conditions: { metric_name: metric },
  steps: [{ name: 'look', type: 'command', command: 'df -h' }],
});

function people() {
  const world = runWorld();
  const desk = world.desk();
  const runbooks = [runbook('slow', 'response_time'), runbook('link', 'link_down')];
  const incident = async (id: string) => (id === 'i' ? sampleIncident() : undefined);
  return { world, desk, people: peopleDesk(desk, incident, () => runbooks) };
}

test.each([
  ['slow', 'i', 'server-1'],
  ['link', 'i', 'rack-sw-1'],
  ['another', 'i', 'rack-sw-1'],
  ['link', 'unknown', null],
  ['link', null, null],
])('%s for incident %s is about %s', async (name, incident, device) => {
  const plan = await people().people.dryRun({ runbook: name, incident, parameters: {} }, olga);
  expect(plan.device).toBe(device);
});

test('a run is shown with its approval, steps, outcome and verdict', async () => {
  const { world, desk, people: service } = people();
  const request = { runbook: 'link', incident: 'i', parameters: {}, includeRollback: true };
  const { id } = await service.request(request, olga);
  expect(await service.approve(id, ada)).toMatchObject({
    includeRollback: true,
    approval: { by: 'ada', role: 'approver' },
  });
  await service.execute(id, olga);
  await desk.settled();
  expect(await service.get(id)).toMatchObject({
    state: 'done',
    requestedBy: 'olga',
    steps: [
      { status: 'done', isRollback: false, outcome: { durationMs: 5 } },
      { status: 'done', isRollback: false },
      { status: 'pending', isRollback: true },
    ],
  });
  world.after = [15, 15, 16];
  world.now += 10 * MINUTE;
  await desk.tick();
  expect(await service.get(id)).toMatchObject({
    verified: 'improved',
    reason: expect.stringContaining('normal again'),
  });
});

test('the list has whole runs, the newest first, and reads again what has changed', async () => {
  const { world, people: service } = people();
  const request = (name: string) => service.request({ runbook: name, incident: 'i', parameters: {} }, olga);
  const first = await request('link');
  world.now += 1;
  const second = await request('slow');
  const states = async () => (await service.list()).map(({ id, state }) => [id, state]);
  expect(await states()).toEqual([
    [second.id, 'requested'],
    [first.id, 'requested'],
  ]);
  await service.deny(first.id, ada);
  expect(await states()).toEqual([
    [second.id, 'requested'],
    [first.id, 'denied'],
  ]);
});
