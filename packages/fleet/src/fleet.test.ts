import { type AddressInfo, createServer } from 'node:net';
import { headers, type SchemaTopic, topics, type ValueOf } from '@aiops/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, type RunningFleet, runAiops, startService, startUp } from './testing/aiops-process.ts';
import { brokenMessages } from './testing/broken-messages.ts';
import { counterOf } from './testing/counter-of.ts';
import { type FleetInMemory, startFleetInMemory } from './testing/fleet-in-memory.ts';
import { handPushed, handPushedFiring } from './testing/hand-pushed.ts';
import { type Read, readMessages, readRecords } from './testing/read-topic.ts';
import { until } from './testing/until.ts';

describe('the fleet in memory', { timeout: 60_000 }, () => {
  let running: FleetInMemory;
  let serversBefore: number;
  beforeAll(async () => {
    serversBefore = openServers();
    running = await startFleetInMemory();
  }, 60_000);
  afterAll(() => running?.lifecycle.stop());

  const arrival = <T extends SchemaTopic>(
    topic: T,
    what: string,
    wanted: (value: ValueOf<T>) => boolean,
  ): Promise<Read<ValueOf<T>>> =>
    until(`${what} on ${topic}`, async () =>
      (await readMessages(running.bus, topic)).find(({ value }) => wanted(value)),
    );
  const push = (value: string, traceparent?: string) =>
    running.bus.publish([
      {
        topic: topics.metrics,
        key: null,
        value,
        ...(traceparent === undefined ? {} : { headers: { [headers.traceparent]: traceparent } }),
      },
    ]);

  test('is ready once it has started, and says so on /readyz', async () => {
    const response = await fetch(`${running.fleet.apiUrl}/readyz`);
    const { status, parts } = (await response.json()) as { status: string; parts: Record<string, unknown> };
    expect([response.status, status]).toEqual([200, 'ready']);
    expect(Object.keys(parts)).toEqual(
      expect.arrayContaining([
        'anomaly-detection loop',
        'root-cause-analysis loop',
        'insights-action loop',
        'data-ingestion otlp',
      ]),
    );
  });

  test('tells the switch of a rack as a single point of failure on /v1/topology/analysis', async () => {
    const analysis = await until('the analysis of the topology', async () => {
      const response = await fetch(`${running.fleet.apiUrl}/v1/topology/analysis`);
      return response.status === 200 ? response.json() : undefined;
    });
    expect(analysis).toMatchObject({
      topology_status: 'ok',
      up_to_date: true,
      single_points_of_failure: expect.arrayContaining([
        expect.objectContaining({ id: expect.stringContaining('tor-r12'), articulation_point: true }),
      ]),
    });
  });

  test('explains the simulated outage by the switch that failed, and labels it as simulated', async () => {
    const report = await until(
      'a report that names tor-r12',
      async () =>
        running.reports.find(({ result }) => result.root_cause.root_cause_device?.includes('tor-r12')),
      40_000,
    );
    expect(report.text).toMatch(/^INCIDENT .*SIMULATED/m);
    expect(report.result).toMatchObject({ domain: 'demo', conclusive: true });
  });

  test('a request to hello-app ends as a trace on the bus', async () => {
    const { helloUrl } = running.fleet;
    expect((await fetch(`${helloUrl}/`)).status).toBe(200);
    for (let i = 0; i < 3; i++) expect((await fetch(`${helloUrl}/error`)).status).toBe(500);
    const { value } = await arrival(topics.traces, 'the trace of GET /', ({ spans }) =>
      spans.some(({ operation, service }) => operation === 'index-request' && service === 'hello-app'),
    );
    expect(value.trace_id).toMatch(/^[0-9a-f]{32}$/);
    await arrival(topics.traces, 'a failed request', ({ spans }) =>
      spans.some(({ service, status }) => service === 'hello-app' && status === 'error'),
    );
  });

  test('an event that is posted lands on its topic', async () => {
    const event = { timestamp: '2026-01-27T12:00:00', event_type: 'deployment', summary: 'release 42' };
    const response = await fetch(`${running.fleet.apiUrl}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
    expect(response.ok).toBe(true);
    const { value } = await arrival(
      topics.events,
      'the deployment',
      (found) => found.event_type === 'deployment',
    );
    expect(value.summary).toBe('release 42');
  });

  test('maintenance that is posted holds back what is found on its entity', async () => {
    const details = { from: '2009-02-13T00:00:00Z', until: '2009-02-15T00:00:00Z' };
    const event = {
      timestamp: '2009-02-13T00:00:00Z',
      event_type: 'maintenance',
      entity_name: 'in-works',
      details,
    };
    await fetch(`${running.fleet.apiUrl}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
    await arrival(topics.metrics, 'the announcement', ({ maintenance }) => maintenance !== undefined);
    await push(handPushedFiring.replace('test-server', 'in-works'));
    await until('something that was held back', async () => {
      const { apiUrl } = running.fleet;
      return (await counterOf(apiUrl, 'aiops_anomalies_muted_total', /mute="maintenance"/)) === 1;
    });
    const found = await readMessages(running.bus, topics.anomalies);
    expect(found.filter(({ value }) => value.entity_name === 'in-works')).toEqual([]);
  });

  test('this host is measured', async () => {
    const { value } = await arrival(
      topics.metrics,
      'a sample of this host',
      ({ metric_name, source }) => metric_name === 'memory_usage' && source !== 'demo',
    );
    expect(Number(value.values[0]?.[1])).toBeGreaterThan(0);
  });

  test('the hand-pushed sample makes its rule pending, and with a second value fires it', async () => {
    await push(handPushed);
    const pending = await arrival(
      topics.events,
      'rule_pending',
      (value) => value.event_type === 'rule_pending' && value.entity_name === 'test-server',
    );
    expect(pending.value.summary).toMatch(/300 s more of it would fire cpu_high/);
    await push(handPushedFiring);
    const { value } = await arrival(
      topics.anomalies,
      'cpu_high',
      (found) => found.rule === 'cpu_high' && found.entity_name === 'test-server',
    );
    expect(value).toMatchObject({ status: 'firing', anomaly_type: 'rule', value: 96 });
  });

  test('what cannot be processed is a dead letter with its reason and its bytes, and what follows is processed', async () => {
    const broken = brokenMessages('too large');
    for (const { value } of broken) await running.bus.publish([{ topic: topics.metrics, key: 'k', value }]);
    const good = { metric_name: 'disk_usage', labels: { instance: 'after-broken' }, values: [[1e9, 99]] };
    await running.bus.publish([{ topic: topics.metrics, key: 'k', value: JSON.stringify(good) }]);
    await arrival(topics.anomalies, 'disk_high', ({ entity_name }) => entity_name === 'after-broken');
    const letters = await readRecords(running.bus, topics.deadLetters);
    expect(letters.map((letter) => letter.headers[headers.dlqReason])).toEqual(
      broken.map(({ reason }) => reason),
    );
    for (const [i, letter] of letters.entries()) {
      const value = broken[i]?.value ?? null;
      expect([letter.value === null, Buffer.compare(letter.value ?? empty, value ?? empty)]).toEqual([
        value === null,
        0,
      ]);
      expect(letter.headers).toMatchObject({ [headers.dlqTopic]: topics.metrics });
    }
  });

  test('one trace runs from a sample over its anomaly and incident to the action', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const now = Math.floor(Date.now() / 1000);
    for (const [i, instance] of ['rack-sw-1', 'server-1'].entries()) {
      const sample = { metric_name: 'memory_usage', labels: { instance }, values: [[now + i, 99]] };
      await push(JSON.stringify(sample), `00-${trace}-00f067aa0ba902b${i}-01`);
    }
    const anomaly = await arrival(
      topics.anomalies,
      'memory_high',
      ({ entity_name }) => entity_name === 'rack-sw-1',
    );
    const ours = (value: { domain?: string | undefined }) => value.domain === 'lab';
    const result = await arrival(topics.rcaResults, 'the incident', ours);
    const { incident_id } = result.value;
    const action = await arrival(topics.actions, 'an action', (value) => value.incident_id === incident_id);
    const traces = [anomaly, result, action].map(
      ({ record }) => record.headers[headers.traceparent]?.split('-')[1],
    );
    expect(traces).toEqual([trace, trace, trace]);
  });

  test('a trace runs from a log line to the anomaly', async () => {
    const trace = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1';
    const now = Date.now();
    for (let i = 0; i < 5; i++) {
      const line = {
        timestamp: `${now + i}000000`,
        log_line: `ERROR disk sda${i} failed`,
        labels: { host: 'log-host' },
      };
      const header = { [headers.traceparent]: `00-${trace}-00f067aa0ba902b${i}-01` };
      await running.bus.publish([
        { topic: topics.logs, key: null, value: JSON.stringify(line), headers: header },
      ]);
    }
    const { record } = await arrival(
      topics.anomalies,
      'error_logs',
      ({ entity_name }) => entity_name === 'log-host',
    );
    expect(record.headers[headers.traceparent]).toContain(trace);
  });

  test('/metrics has what operators are promised', async () => {
    const text = await (await fetch(`${running.fleet.apiUrl}/metrics`)).text();
    const series = new Set([...text.matchAll(/^(\w+?)(?:_count)?[{ ]/gm)].map(([, name]) => name));
    expect([...series]).toEqual(expect.arrayContaining(requiredMetrics));
  });

  test('nothing crashed, and once it is stopped nothing of it is left open', async () => {
    expect(running.crashes).toEqual([]);
    await running.lifecycle.stop();
    await until('every listener is gone', async () => openServers() === serversBefore, 5_000);
    const { apiUrl, helloUrl, otlpUrl } = running.fleet;
    for (const url of [apiUrl, helloUrl, otlpUrl ?? '']) await expect(fetch(url)).rejects.toThrow();
  });
});

const empty = Buffer.alloc(0);
const requiredMetrics = [
  'aiops_build_info',
  'aiops_messages_consumed_total',
  'aiops_messages_produced_total',
  'aiops_consumer_lag',
  'aiops_process_duration_seconds',
  'aiops_dlq_messages_total',
  'aiops_dependency_up',
];

function openServers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;
}

describe('the command', { timeout: 60_000 }, () => {
  /** What the command wrote before it failed: all but the lines that tell its progress. */
  const complaints = ({ stderr }: Ended) =>
    stderr.split('\n').filter((line) => line !== '' && !/^(?:aiops \d| {2}✓ |Playing )/.test(line));

  test.each([
    ['HTTP_PORT', 'health, metrics and API'],
    ['OTLP_PORT', 'OTLP'],
    ['PORT', 'hello-app'],
  ])(
    '%s that is taken ends it with one line that names the port and the setting',
    async (setting, purpose) => {
      const taken = createServer();
      const port = await new Promise<number>((resolve) =>
        taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
      );
      const ended = await runAiops({ args: ['up'], env: { [setting]: String(port) } });
      await new Promise((resolve) => taken.close(resolve));
      expect(complaints(ended)).toEqual([
        expect.stringMatching(new RegExp(`${port}.*${purpose}.*set ${setting} to`)),
      ]);
      expect(ended.code).toBe(1);
    },
  );

  test('a broker that is not there ends it within seconds with one line that names address and setting', async () => {
    const started = Date.now();
    const ended = await runAiops({ args: ['up'], env: { KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1' } });
    expect(Date.now() - started).toBeLessThan(30_000);
    expect(complaints(ended)).toEqual([expect.stringMatching(/127\.0\.0\.1:1 .*KAFKA_BOOTSTRAP_SERVERS/)]);
    expect(ended.code).toBe(1);
  });

  test('a bad setting ends it with its name before anything is connected', async () => {
    const env = { ANOMALY_THRESHOLD: 'abc', KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1' };
    const ended = await runAiops({ args: ['up'], env });
    expect(ended.stderr).toContain('ANOMALY_THRESHOLD');
    expect(ended.stderr).not.toContain('Kafka');
    expect(ended.stderr).not.toMatch(/^ +at /m);
    expect(ended.code).toBe(2);
  });

  test.each([
    [['launch'], 2],
    [['up', '--demoo'], 2],
    [['--help'], 0],
    [['up', '--help'], 0],
  ])('%j ends with exit code %i', async (args, code) => {
    const ended = await runAiops({ args });
    expect(ended.code).toBe(code);
    expect(code === 0 ? ended.stdout : ended.stderr).toMatch(/Usage: aiops|Unknown option/);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s stops it cleanly', async (signal) => {
    const fleet = await startUp({ args: ['--no-demo'] });
    expect(await stopped(fleet, signal)).toBe(0);
    expect(fleet.stderr()).toMatch(/Stopped\.\n$/);
  });

  test('a service that is still connecting when SIGTERM comes stops at once and cleanly', async () => {
    let connected = 0;
    const silent = createServer(() => connected++).listen(0, '127.0.0.1');
    await until('it listens', async () => silent.listening);
    const service = startService({
      service: 'insights-action',
      env: { KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${(silent.address() as AddressInfo).port}` },
    });
    await until('it connects', async () => connected > 0);
    service.signal('SIGTERM');
    const { code, stdout, stderr } = await service.ended;
    silent.close();
    expect(code, `${stdout}${stderr}`).toBe(0);
  });

  test('it is up, and can be stopped cleanly, while the simulated scenario plays', async () => {
    const fleet = await startUp({ args: [] });
    expect(fleet.stderr()).not.toContain('100 %');
    expect(await stopped(fleet, 'SIGTERM')).toBe(0);
  });

  const stopped = async (fleet: RunningFleet, signal: NodeJS.Signals) => {
    const asked = Date.now();
    fleet.signal(signal);
    const { code } = await fleet.ended;
    expect(Date.now() - asked).toBeLessThan(10_000);
    return code;
  };
});
