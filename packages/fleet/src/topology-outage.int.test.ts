import { fileURLToPath } from 'node:url';
import { configSchema } from '@aiops/config';
import { type AnomalyMessage, entityUrn, formatTimestamp, type RcaResult } from '@aiops/contracts';
import { buildGraph } from '@aiops/graph-builder';
import { createRootCauseAnalysis } from '@aiops/root-cause-analysis';
import { createLogger, Lifecycle, openContext, startTopology } from '@aiops/runtime';
import { type Neo4jServer, startNeo4j, testDriver } from '@aiops/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from './testing/until.ts';

const path = (file: string) => fileURLToPath(new URL(`../../../${file}`, import.meta.url));
const files = {
  devicesFile: path('config/topology/devices.yml'),
  topologyFile: path('data/topology/topology.json'),
  redfishFile: path('config/vmagent/targets/bmcs.yml'),
};
/** How long a busy machine may take until Neo4j is back. */
const PATIENCE_MS = 900_000;
const DAY = Date.UTC(2026, 0, 1);

let neo4j: Neo4jServer;
const lifecycles: Lifecycle[] = [];
beforeAll(async () => {
  neo4j = await startNeo4j();
}, PATIENCE_MS);
afterAll(async () => {
  for (const lifecycle of lifecycles) await lifecycle.stop();
  await neo4j?.stop();
}, PATIENCE_MS);

/** A context with everything but the topology in memory. */
async function context() {
  const lifecycle = new Lifecycle(createLogger({ service: 'test', level: 'silent', format: 'json' }));
  lifecycles.push(lifecycle);
  const { uri, user, password } = neo4j;
  const config = configSchema.parse({
    storage: { neo4j: { uri, user, password } },
    root_cause_analysis: { topology_refresh: '500ms' },
    logging: { level: 'silent' },
  });
  const logger = createLogger({ service: 'test', ...config.logging });
  const opened = await openContext('test', config, logger, lifecycle, (error) => {
    throw error;
  });
  return { opened, lifecycle };
}

async function build(): Promise<void> {
  const { opened } = await context();
  const { criticality, expire } = opened.config.topology;
  const publish = async () => {};
  await buildGraph({ ...files, store: opened.topology, criticality, expire, publish, now: Date.now });
}

/** One run of the service: when its view of the topology changes, and what it says of an outage, as if it were its first. */
async function analysis() {
  const { opened, lifecycle } = await context();
  const view = await startTopology(opened, lifecycle);
  const outage = (): RcaResult => {
    const service = createRootCauseAnalysis({
      config: opened.config.root_cause_analysis,
      topology: () => ({ ...view.current(), at: view.at }),
      origins: ['aiops.metrics/0'],
    });
    const driver = testDriver(service);
    for (const value of rackOutage()) driver.pipe('aiops.anomalies', value, { key: 'lab' });
    const watermark = formatTimestamp(DAY + 120_000);
    const domains = { lab: { watermark, emitted: 0 } };
    driver.pipe('aiops.watermarks', { origin: 'aiops.metrics/0', timestamp: watermark, domains });
    const [opening] = driver.read('aiops.rca_results');
    if (opening === undefined) throw new Error('the outage has become no incident');
    return opening;
  };
  const becomes = (status: string) =>
    until(`the topology is ${status}`, async () => view.current().status === status, PATIENCE_MS);
  return { outage, becomes };
}

/** A rack switch of the sample site loses its uplink, and two servers behind it suffer. */
function rackOutage(): AnomalyMessage[] {
  return [
    anomaly('switch', 'rack-sw-1', 'uplink_down', 0),
    ...['server-1', 'server-2'].flatMap((name, n) => [
      anomaly('server', name, 'response_time', 10 + n),
      anomaly('server', name, 'request_errors', 12 + n),
    ]),
  ];
}

function anomaly(type: string, name: string, metric: string, seconds: number): AnomalyMessage {
  const at = formatTimestamp(DAY + seconds * 1_000);
  return {
    timestamp: at,
    started_at: at,
    anomaly_type: 'statistical',
    metric_name: metric,
    labels: {},
    score: 4,
    severity: 'high',
    reason: 'out of its band',
    summary: `${metric} of ${name} is abnormal`,
    entity_id: entityUrn('device', type, 'lab', name),
    entity_type: type,
    entity_name: name,
  };
}

test('while Neo4j is away results say so and are less sure, and all is as before once it is back', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  await build();
  const running = await analysis();
  await running.becomes('ok');
  const known = running.outage();
  expect(known).toMatchObject({
    topology: { status: 'ok', coverage: 1 },
    root_cause: { root_cause_device: 'rack-sw-1' },
  });

  await neo4j.kill();
  await running.becomes('stale');
  const stale = running.outage();
  expect(stale).toMatchObject({
    topology: { status: 'stale', version: known.topology?.version },
    root_cause: { root_cause_device: 'rack-sw-1' },
  });
  const started = await analysis();
  const unavailable = started.outage();
  expect(unavailable).toMatchObject({ topology: { status: 'unavailable' }, conclusive: false });
  expect(stale.root_cause.confidence).toBeLessThan(known.root_cause.confidence);
  expect(unavailable.root_cause.confidence).toBeLessThan(stale.root_cause.confidence);

  await neo4j.restart();
  for (const { becomes, outage } of [running, started]) {
    await becomes('ok');
    expect(outage()).toEqual(known);
  }
});
