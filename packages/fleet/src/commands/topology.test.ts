import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnalysisAnswer } from '@aiops/root-cause-analysis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { topologyCommand } from './topology.ts';

const id = (type: string, name: string) => `urn:aiops:device:${type}:default:${name}`;
const answer: AnalysisAnswer = {
  topology_status: 'ok',
  up_to_date: true,
  version: 'v7',
  as_of: '2026-01-27T12:00:00.000Z',
  nodes: [
    { id: id('core', 'core-1'), degree: 2, closeness: 1, betweenness: 1 },
    { id: id('server', 'srv%1B-1'), degree: 1, closeness: 0.66667, betweenness: 0 },
    { id: id('server', 'srv-2'), degree: 1, closeness: 0.66667, betweenness: 0 },
  ],
  single_points_of_failure: [
    { id: id('core', 'core-1'), articulation_point: true, cuts_off: 1, cut_off: [id('server', 'srv-2')] },
  ],
  critical_path: {
    steps: [{ id: id('server', 'srv-2') }, { id: id('core', 'core-1'), kind: 'connects_to', criticality: 1 }],
    strength: 1,
  },
};

let server: Server;
let served: { status: number; body: string };
let told: string;
let complained: string;
beforeEach(async () => {
  served = { status: 200, body: JSON.stringify(answer) };
  server = createServer(({ url }, response) => {
    response.writeHead(url === '/v1/topology/analysis' ? served.status : 404).end(served.body);
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  told = '';
  complained = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  server.close();
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const run = (...more: string[]) => topologyCommand.run(['--url', url(), ...more]);

describe('aiops topology', () => {
  test('tells the analysis in words and tables', async () => {
    expect(await run('--top', '2')).toBe(0);
    expect(told).toBe(`Topology v7 of 2026-01-27T12:00:00.000Z: 3 nodes

Single points of failure
          cuts off
  core-1  1         srv-2

Critical path (1 dependency, strength 1)
  srv-2
    connects_to core-1

Most ways lead through (2 of 3)
          degree  closeness  betweenness
  core-1  2       1.000      1.000
  srv\ufffd-1  1       0.667      0.000
`);
  });

  test('says that the analysis is not of the newest version', async () => {
    served.body = JSON.stringify({ ...answer, up_to_date: false, topology_status: 'stale' });
    await run();
    expect(told).toMatch(
      /^Topology v7 .*a newer version is being analysed; the topology store does not answer\n/,
    );
  });

  test('says what there is nothing of', async () => {
    const none = { single_points_of_failure: [], critical_path: { steps: [], strength: 1 } };
    served.body = JSON.stringify({ ...answer, ...none });
    await run();
    expect(told).toContain(
      'No single points of failure.\n\nNo critical path: nothing depends on anything.\n',
    );
  });

  test('tells programs the whole answer', async () => {
    expect(await run('--json')).toBe(0);
    expect(JSON.parse(told)).toEqual(answer);
  });

  test.each([
    [
      503,
      '{"error":"Version v8 is being analysed; ask again in some seconds."}',
      /Version v8 is being analysed/,
    ],
    [404, '{"error":"not found"}', /answered with status 404; is root-cause-analysis running there/],
    [200, 'hello', /what answers there is no JSON; is root-cause-analysis running there/],
  ])('fails with the reason when %i is answered', async (status, body, reason) => {
    served = { status, body };
    expect(await run()).toBe(1);
    expect(complained).toMatch(reason);
    expect(told).toBe('');
  });

  test('fails with the reason when nothing answers', async () => {
    const away = url();
    await new Promise((closed) => server.close(closed));
    expect(await topologyCommand.run(['--url', away])).toBe(1);
    expect(complained).toMatch(/nothing listens there .*--url names another address\n$/);
  });

  test('takes no number of rows that is none', async () => {
    expect(await run('--top', 'many')).toBe(2);
    expect(complained).toMatch(/--top many: expected a number of rows/);
  });
});
