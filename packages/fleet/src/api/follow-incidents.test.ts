import type { IncidentSummary } from '@aiops/insights-action';
import { afterEach, expect, test } from 'vitest';
import { sampleSummary } from '../testing/sample-run.ts';
import { type ServedApi, servedApi } from '../testing/served-api.ts';
import { createApiClient } from './api-client.ts';
import { followIncidents } from './follow-incidents.ts';

const OPEN = 'GET /incidents?state=open&limit=500';
let api: ServedApi;
afterEach(() => api.close());

/** Follows until `count` incidents were told. */
async function follow(count: number) {
  const abort = new AbortController();
  const told: IncidentSummary[] = [];
  let lost = 0;
  await followIncidents({
    client: createApiClient(api.url, {}),
    signal: abort.signal,
    onIncident: (incident) => {
      told.push(incident);
      if (told.length === count) abort.abort();
    },
    onNothingOpen: () => {},
    onLost: () => {
      lost += 1;
    },
    pause: async () => {},
  });
  return { ids: told.map(({ id }) => id), lost };
}

test('outlives a restart of the API, and tells what opened and closed meanwhile', async () => {
  const answers = ['ready', 503, 404, 'reset without a list', 'reset'];
  const seen: unknown[] = [];
  let step: string | number | undefined;
  api = await servedApi({
    'GET /events': (request, response) => {
      step = answers.shift();
      seen.push(request.headers['last-event-id']);
      if (typeof step === 'number') response.writeHead(step).end('{}');
      else if (step === 'ready') response.end('id: f-0\nevent: ready\ndata: {}\n\n');
      else response.write('id: g-0\nevent: reset\ndata: {}\n\n');
    },
    [OPEN]: (_request, response) => {
      if (step === 'reset without a list') return void response.writeHead(502).end();
      const items = step === 'ready' ? [] : [{ ...sampleSummary, id: 'open' }];
      response.end(JSON.stringify({ items, next_cursor: null }));
    },
    'GET /incidents?limit=20': { items: [{ ...sampleSummary, id: 'closed', state: 'closed' }] },
  });
  expect(await follow(2)).toEqual({ ids: ['open', 'closed'], lost: 4 });
  expect(seen).toEqual([undefined, 'f-0', 'f-0', 'f-0', 'f-0']);
});

test('ends when its token is not known any more', async () => {
  let isKnown = true;
  api = await servedApi({
    'GET /events': (_request, response) => {
      if (!isKnown) return void response.writeHead(401).end('{"detail":"The token is not known."}');
      isKnown = false;
      response.end('id: f-0\nevent: ready\ndata: {}\n\n');
    },
    [OPEN]: { items: [], next_cursor: null },
  });
  await expect(follow(1)).rejects.toThrow('The token is not known.');
});
