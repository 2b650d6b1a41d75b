import type { Topology } from '@aiops/contracts';
import { analyseTopology } from '@aiops/rca';
import { type HttpServer, startHttpServer } from '@aiops/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { twoRacks } from '../testing/network.ts';
import { createAnalysisRouter } from './analysis-router.ts';
import type { AnalysisState } from './background-analysis.ts';

const { topology } = twoRacks();
const analysis = analyseTopology(topology);
let server: HttpServer;
afterEach(() => server.close());

async function ask(known: Topology | undefined, state: Partial<AnalysisState>) {
  const router = createAnalysisRouter({
    topology: () => ({ topology: known, status: known === undefined ? 'unavailable' : 'stale' }),
    analysis: () => ({ analysis: undefined, problem: undefined, ...state }),
  });
  const where = { purpose: 'test', host: '127.0.0.1', port: 0, setting: 'HTTP_PORT' };
  server = await startHttpServer({ ...where, routers: [router] });
  const response = await fetch(`${server.url}/v1/topology/analysis`);
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body };
}

describe('GET /v1/topology/analysis', () => {
  test('tells the analysis, and how up to date it is', async () => {
    const { status, body } = await ask(topology, { analysis });
    expect(status).toBe(200);
    expect(body).toEqual({ topology_status: 'stale', up_to_date: true, ...analysis });
  });

  test('tells the analysis before while a newer version is under way', async () => {
    const { status, body } = await ask({ ...topology, version: 'newer' }, { analysis });
    expect(status).toBe(200);
    expect(body).toMatchObject({ up_to_date: false, version: topology.version });
  });

  test.each([
    [undefined, {}, /no topology: .*graph-builder/],
    [topology, {}, new RegExp(`Version ${topology.version} is being analysed`)],
    [
      topology,
      { problem: 'version v1: out of memory' },
      /could not be analysed \(version v1: out of memory\)/,
    ],
  ])('is 503 with the reason while there is none', async (known, state, reason) => {
    const { status, retryAfter, body } = await ask(known, state);
    expect(status).toBe(503);
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(body.error).toMatch(reason);
  });
});
