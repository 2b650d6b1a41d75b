import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLES } from '../runs/actor.ts';
import { type ApiWorld, apiWorld } from '../testing/api-world.ts';
import type { Operation } from './operations/operation.ts';
import { operations } from './operations/operations.ts';

/** What each operation answers: to nobody where anybody may not read, then to each role. A new operation needs a row. */
const MATRIX: Record<keyof typeof operations, readonly [number, number, number, number, number]> = {
  listIncidents: [401, 200, 200, 200, 200],
  getIncident: [401, 404, 404, 404, 404],
  getReport: [401, 404, 404, 404, 404],
  giveFeedback: [401, 403, 400, 400, 400],
  listAnomalies: [401, 200, 200, 200, 200],
  listActions: [401, 200, 200, 200, 200],
  listRunbooks: [401, 200, 200, 200, 200],
  getRunbook: [401, 404, 404, 404, 404],
  stopRunbooks: [401, 403, 400, 400, 400],
  resumeRunbooks: [401, 403, 403, 403, 204],
  listRuns: [401, 200, 200, 200, 200],
  getRun: [401, 404, 404, 404, 404],
  requestRun: [401, 403, 400, 400, 400],
  approveRun: [401, 403, 403, 404, 404],
  denyRun: [401, 403, 403, 404, 404],
  executeRun: [401, 403, 404, 404, 404],
  cancelRun: [401, 403, 404, 404, 404],
  listMutes: [401, 200, 200, 200, 200],
  addMute: [401, 403, 400, 400, 400],
  removeMute: [401, 403, 404, 404, 404],
  getTopology: [401, 200, 200, 200, 200],
  listSinglePoints: [401, 200, 200, 200, 200],
  getDependents: [401, 404, 404, 404, 404],
  listDeadLetters: [401, 200, 200, 200, 200],
  getDeadLetter: [401, 404, 404, 404, 404],
  redriveDeadLetter: [401, 403, 404, 404, 404],
  streamEvents: [401, 200, 200, 200, 200],
  getHealth: [401, 200, 200, 200, 200],
  getOpenApi: [200, 200, 200, 200, 200],
  getSession: [401, 200, 200, 200, 200],
  openSession: [400, 400, 400, 400, 400],
  closeSession: [204, 204, 204, 204, 204],
};

let closed: ApiWorld;
let open: ApiWorld;
beforeAll(async () => {
  closed = await apiWorld({}, { anonymous: 'none' });
  open = await apiWorld();
});
afterAll(async () => {
  await closed.close();
  await open.close();
});

async function statusOf(world: ApiWorld, { method, path }: Operation, as?: string): Promise<number> {
  const abort = new AbortController();
  const response = await fetch(world.url + path.replaceAll(/\{\w+\}/g, 'nothing'), {
    method: method.toUpperCase(),
    headers: {
      'x-aiops-csrf': '1',
      'content-type': 'application/json',
      ...(as === undefined ? {} : { authorization: `Bearer ${as}-token-of-the-tests` }),
    },
    ...(method === 'post' ? { body: '{}' } : {}),
    signal: abort.signal,
  });
  abort.abort();
  return response.status;
}

describe.each(Object.entries(MATRIX))('%s', (name, expected) => {
  const operation: Operation = operations[name as keyof typeof operations];

  test.each([undefined, ...ROLES].map((role, column) => [role, expected[column]] as const))(
    'asked by %s: %i',
    async (role, status) => {
      expect(await statusOf(closed, operation, role)).toBe(status);
    },
  );

  test('asked by nobody on this machine, where reading is open', async () => {
    const [nobody, viewer] = expected;
    expect(await statusOf(open, operation)).toBe(operation.role === 'viewer' ? viewer : nobody);
  });
});
