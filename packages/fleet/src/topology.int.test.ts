import { fileURLToPath } from 'node:url';
import { configSchema } from '@aiops/config';
import { formatTimestamp, type TraceMessage, topics } from '@aiops/contracts';
import { buildGraph, startGraphBuilder } from '@aiops/graph-builder';
import {
  createFleetTopics,
  createLogger,
  Lifecycle,
  type OutMessage,
  openContext,
  type ServiceContext,
} from '@aiops/runtime';
import { type Neo4jServer, startNeo4j } from '@aiops/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './testing/until.ts';

const path = (file: string) => fileURLToPath(new URL(`../../../${file}`, import.meta.url));
const files = {
  devicesFile: path('config/topology/devices.yml'),
  topologyFile: path('data/topology/topology.json'),
  redfishFile: path('config/vmagent/targets/bmcs.yml'),
};
const SEED = `MATCH (d:Device) OPTIONAL MATCH (d)-[r:CONNECTS_TO]->(other:Device) WITH d, count(r) AS degree
  RETURN d.name, d.type, degree ORDER BY degree DESC`;

let neo4j: Neo4jServer;
const lifecycles: Lifecycle[] = [];
beforeAll(async () => {
  neo4j = await startNeo4j();
}, 600_000);
afterAll(async () => {
  for (const lifecycle of lifecycles) await lifecycle.stop();
  await neo4j?.stop();
});

/** A context with everything but the topology in memory. */
async function context(
  lifecycle = new Lifecycle(createLogger({ service: 'test', level: 'silent', format: 'json' })),
) {
  lifecycles.push(lifecycle);
  const { uri, user, password } = neo4j;
  const config = configSchema.parse({
    storage: { neo4j: { uri, user, password } },
    root_cause_analysis: { topology_refresh: '500ms' },
    topology: {
      devices: files.devicesFile,
      discovered: files.topologyFile,
      redfish: files.redfishFile,
      live: { write_interval: '200ms' },
    },
    logging: { level: 'silent' },
  });
  const logger = createLogger({ service: 'test', ...config.logging });
  const opened = await openContext('test', config, logger, lifecycle, (error) => {
    throw error;
  });
  return { opened, lifecycle };
}

function build({ topology: store, config }: ServiceContext, told: OutMessage[] = []) {
  const { criticality, expire } = config.topology;
  const publish = async (messages: readonly OutMessage[]) => void told.push(...messages);
  return buildGraph({ ...files, store, criticality, expire, publish, now: Date.now });
}

describe('the sample site in Neo4j', () => {
  test('has the degrees that its cables say, by the query that people know', async () => {
    const { opened } = await context();
    await build(opened);
    const degrees = Object.fromEntries(
      (await neo4j.query(SEED)).map(([name, type, degree]) => [`${type} ${name}`, degree]),
    );
    // A cable is one relationship, so each counts once, at the end from which it is written.
    expect(degrees).toEqual({
      'switch core-sw-1': 4,
      'switch core-sw-2': 2,
      'router edge-rt-1': 2,
      'switch rack-sw-2': 1,
      'switch rack-sw-1': 0,
      'unknown ups-1': 0,
      ...Object.fromEntries(
        [1, 2, 3, 4].flatMap((n) => [
          [`server server-${n}`, 1],
          [`bmc server-${n}-bmc`, 1],
        ]),
      ),
    });
    const both = await neo4j.query(SEED.replace(']->(', ']-('));
    expect(both.slice(0, 5)).toEqual([
      ['rack-sw-2', 'switch', 7],
      ['rack-sw-1', 'switch', 6],
      ...[1, 2].map((n) => [`core-sw-${n}`, 'switch', 5]),
      ['edge-rt-1', 'router', 2],
    ]);
    expect(both.slice(5).every(([, , degree]) => degree === 1)).toBe(true);
  });

  test('is the very same after it was built again, and nobody is told', async () => {
    const { opened } = await context();
    const before = await build(opened);
    const everything =
      'MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN elementId(n), properties(n), elementId(r), properties(r)';
    const stored = (await neo4j.query(everything)).map((row) => JSON.stringify(row)).sort();
    const told: OutMessage[] = [];
    for (let n = 0; n < 3; n++) expect(await build(opened, told)).toEqual({ ...before, changed: false });
    expect((await neo4j.query(everything)).map((row) => JSON.stringify(row)).sort()).toEqual(stored);
    expect(told).toEqual([]);
  });
});

test('what is seen live becomes part of the graph while graph-builder watches', async () => {
  const { opened, lifecycle } = await context();
  await createFleetTopics(opened.bus, 3, 1);
  await startGraphBuilder(opened, lifecycle);
  const span = { operation: 'op', start_time: formatTimestamp(Date.now()), duration: 0.1 };
  const value: TraceMessage = {
    trace_id: 't1',
    spans: [
      { ...span, span_id: 'a', service: 'shop', kind: 'client', tags: { 'host.name': 'web-1' } },
      { ...span, span_id: 'b', parent_span_id: 'a', service: 'cart', kind: 'server' },
    ],
  };
  await opened.bus.publish([{ topic: topics.traces, key: 't1', value: JSON.stringify(value) }]);
  await until('the call is in the graph', async () => {
    const [row] = await neo4j.query(
      `MATCH (a:Service)-[c:CALLS]->(b:Service), (a)-[r:RUNS_ON]->(d:Device)
       RETURN a.name, b.name, d.name, c.criticality, c.source`,
    );
    return JSON.stringify(row) === JSON.stringify(['shop', 'cart', 'server-1', 0.9, 'traces']);
  });
  await lifecycle.stop();
  // The files are built again without what watches; what was seen stays until it is old.
  const again = await context();
  await build(again.opened);
  expect(await neo4j.query('MATCH ()-[c:CALLS]->() RETURN count(c)')).toEqual([[1]]);
});
