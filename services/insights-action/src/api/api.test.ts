import { configSchema } from '@aiops/config';
import { type AnomalyMessage, type Runbook, topics } from '@aiops/contracts';
import { createMemoryStateStore, encode, type Records, Unavailable } from '@aiops/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ApiWorld, apiWorld, clearCache, NOON } from '../testing/api-world.ts';
import { refusal } from '../testing/fake-desk.ts';
import { sampleAnomaly } from '../testing/sample-incident.ts';

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.problems).toEqual([]);
});

const at = (minute: number) => new Date(NOON + minute * 60_000).toISOString();
const idsOf = (data: { items: { id: string }[] }) => data.items.map(({ id }) => id);

describe('incidents', () => {
  const list = async (query = '') => idsOf((await world.ask('GET', `/incidents${query}`)).data);

  beforeEach(async () => {
    await world.store({ incident_id: 'a', started_at: at(1), timestamp: at(1) });
    await world.store(
      { incident_id: 'b', started_at: at(3), timestamp: at(9), status: 'resolved' },
      { root_cause_device: 'db-1' },
    );
    await world.store(
      {
        incident_id: 'c',
        started_at: at(2),
        timestamp: at(2),
        trigger_anomaly: sampleAnomaly('web-1', 'server', 'cpu', 0, { severity: 'low' }),
        correlated_anomalies: [],
      },
      { root_cause_device: null, root_cause_anomaly: null },
    );
    await world.api.refresh();
  });

  test.each([
    ['', ['b', 'c', 'a']],
    ['?state=open', ['c', 'a']],
    ['?state=closed', ['b']],
    ['?severity=low', ['b', 'c', 'a']],
    ['?severity=high', ['b', 'a']],
    ['?entity=server-1', ['b', 'a']],
    ['?entity=web-1', ['c']],
    ['?entity=db-1', ['b']],
    ['?cause=rack-sw-1', ['a']],
    [`?since=${at(2)}`, ['b', 'c']],
    ['?state=open&cause=db-1', []],
    ['?entity=__proto__', []],
    ['?limit=2', ['b', 'c']],
  ])('asked for by %s', async (query, ids) => {
    expect(await list(query)).toEqual(ids);
  });

  test('come in pages that neither repeat nor miss any while others come and change', async () => {
    const first = await world.ask('GET', '/incidents?limit=1');
    await world.store({ incident_id: 'new', started_at: at(10) });
    await world.store({ incident_id: 'a', revision: 2, started_at: at(0), timestamp: at(11) });
    await world.api.refresh();
    const second = await world.ask('GET', `/incidents?limit=1&cursor=${first.data.next_cursor}`);
    const third = await world.ask('GET', `/incidents?limit=1&cursor=${second.data.next_cursor}`);
    expect([first, second, third].flatMap(({ data }) => idsOf(data))).toEqual(['b', 'c', 'a']);
    expect(third.data.next_cursor).toBeNull();
  });

  test('are not sent again to whoever has them', async () => {
    const { headers } = await world.ask('GET', '/incidents');
    expect(headers['cache-control']).toBe('private, no-cache');
    const again = await world.ask('GET', '/incidents', {
      headers: { 'if-none-match': String(headers.etag) },
    });
    expect([again.status, again.data]).toEqual([304, '']);
    await world.store({ incident_id: 'a', revision: 2 });
    await world.api.refresh();
    const changed = await world.ask('GET', '/incidents', {
      headers: { 'if-none-match': String(headers.etag) },
    });
    expect(changed.status).toBe(200);
  });

  test('are told one by one with evidence, candidates and terms, and as a report', async () => {
    const { data } = await world.ask('GET', '/incidents/a');
    expect(data.incident).toMatchObject({ id: 'a', cause: 'rack-sw-1' });
    expect(data.result.root_cause.candidates[0].terms[0]).toMatchObject({ name: 'severity' });
    expect(data.recorded_at).toBe('2026-01-27T12:00:00.000Z');
    const report = await world.ask('GET', '/incidents/a/report');
    expect(report.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(report.headers['x-content-type-options']).toBe('nosniff');
    expect(report.data).toContain('INCIDENT OPEN | severity critical');
    expect(report.data).toContain('clear-cache');
  });

  test('get a verdict, which goes to aiops.actions once', async () => {
    const body = { verdict: 'wrong_cause', cause: 'core-1', comment: '<script>' };
    const first = await world.ask('POST', '/incidents/a/feedback', { as: 'operator', body });
    expect(first.status).toBe(201);
    await world.api.refresh();
    const second = await world.ask('POST', '/incidents/a/feedback', { as: 'operator', body });
    expect(second.data).toEqual(first.data);
    await world.api.refresh();
    const { data } = await world.ask('GET', '/actions?incident=a&action=feedback');
    expect(data.items).toEqual([
      {
        action_id: first.data.action_id,
        incident_id: 'a',
        revision: 1,
        timestamp: '2026-01-27T12:00:00.000Z',
        action: 'feedback',
        actor: 'operator',
        device: 'rack-sw-1',
        feedback: body,
      },
    ]);
    expect(await world.metrics.registry.getSingleMetricAsString('aiops_feedback_total')).toContain(
      'aiops_feedback_total{verdict="wrong_cause"} 1',
    );
  });
});

test('anomalies are those of the topic in their newest revision, or those of an incident', async () => {
  const anomaly = (device: string, second: number, rest = {}) =>
    encode(
      { topic: topics.anomalies, key: 'lab', value: sampleAnomaly(device, 'server', 'cpu', second, rest) },
      'test',
    );
  await world.bus.publish([
    anomaly('web-1', 1),
    anomaly('web-2', 2, { severity: 'low' }),
    anomaly('web-1', 1, { revision: 2, status: 'resolved' }),
  ]);
  await world.store({ incident_id: 'a' });
  await world.api.refresh();
  const names = async (query: string) =>
    (await world.ask('GET', `/anomalies${query}`)).data.items.map(
      (item: { entity_name: string; revision: number }) => `${item.entity_name} ${item.revision}`,
    );
  expect(await names('')).toEqual(['web-2 1', 'web-1 2']);
  expect(await names('?status=resolved')).toEqual(['web-1 2']);
  expect(await names('?severity=high')).toEqual(['web-1 2']);
  expect(await names('?entity=urn:aiops:device:server:lab:web-2')).toEqual(['web-2 1']);
  expect(await names('?metric=network_out&incident=a')).toEqual(['rack-sw-1 1']);
  expect((await world.ask('GET', '/anomalies?incident=none')).status).toBe(404);
});

test('anomalies of an incident have the samples that the result leaves out, as long as the topic tells them', async () => {
  const samples: [number, number][] = [
    [1_769_515_200, 41],
    [1_769_515_210, 2_913],
  ];
  const value = sampleAnomaly('server-1', 'server', 'response_time', 20, {
    samples,
    summary: 'of the topic',
  });
  await world.bus.publish([encode({ topic: topics.anomalies, key: 'lab', value }, 'test')]);
  await world.store({ incident_id: 'a' });
  await world.api.refresh();
  const { data } = await world.ask('GET', '/anomalies?incident=a&metric=response_time');
  expect(
    data.items.map(({ entity_name, samples: given, summary }: AnomalyMessage) => [
      entity_name,
      given,
      summary,
    ]),
  ).toEqual([
    ['server-2', undefined, 'response_time of server-2 is unusual'],
    ['server-1', samples, 'response_time of server-1 is unusual'],
  ]);
});

describe('runs', () => {
  const body = { runbook: 'clear-cache', incident: 'a', parameters: { path: '/var' } };
  beforeEach(async () => {
    await world.store({ incident_id: 'a' });
    await world.api.refresh();
  });

  test('a dry run tells exactly what would run, without what may be secret', async () => {
    const { status, data } = await world.ask('POST', '/runs', {
      as: 'operator',
      body: { ...body, dry_run: true },
    });
    expect([status, data.run]).toEqual([200, null]);
    expect(data.plan).toMatchObject({
      runbook: 'clear-cache',
      incident: 'a',
      target: 'this_host',
      parameters: { path: '/var' },
    });
    expect(data.plan.steps[0].action).toEqual({ kind: 'command', argv: ['df', '-h', '/var'] });
    expect(data.plan.steps[1].action.headers).toEqual({ Authorization: '(set)', accept: 'application/json' });
    expect(world.calls).toEqual(['dry run clear-cache by operator (operator)']);
  });

  test('are asked for, approved, executed, and seen, each by whoever has the role', async () => {
    const { data } = await world.ask('POST', '/runs', { as: 'operator', body });
    const id = data.run.id;
    expect(data.run).toMatchObject({
      state: 'requested',
      requested_by: { name: 'operator', role: 'operator' },
      requested_at: '2026-01-27T12:00:00.000Z',
    });
    expect((await world.ask('POST', `/runs/${id}/approve`, { as: 'approver' })).data.state).toBe('approved');
    expect((await world.ask('POST', `/runs/${id}/execute`, { as: 'operator' })).data.state).toBe('executing');
    expect((await world.ask('GET', `/runs/${id}`)).data.state).toBe('executing');
    expect(idsOf((await world.ask('GET', '/runs?incident=a')).data)).toEqual([id]);
    expect(idsOf((await world.ask('GET', '/runs?state=denied')).data)).toEqual([]);
    await world.ask('POST', `/runs/${id}/deny`, { as: 'approver', body: { reason: 'no' } });
    await world.ask('POST', `/runs/${id}/cancel`, { as: 'admin' });
    await world.ask('POST', '/runbooks/stop', { as: 'admin', body: { reason: 'storm' } });
    expect((await world.ask('GET', '/runbooks')).data.stopped).toEqual({
      reason: 'storm',
      by: 'admin',
      at: '2026-01-27T12:00:00.000Z',
    });
    await world.ask('POST', '/runbooks/resume', { as: 'admin' });
    expect((await world.ask('GET', '/runbooks')).data.stopped).toBeNull();
    expect(world.calls).toEqual([
      'request clear-cache {"path":"/var"} by operator (operator)',
      `approve ${id} by approver (approver)`,
      `execute ${id} by operator (operator)`,
      `deny (no) ${id} by approver (approver)`,
      `cancel ${id} by admin (admin)`,
      'stop (storm) by admin (admin)',
      'resume by admin (admin)',
    ]);
  });

  test.each([
    ['Forbidden', 403],
    ['Conflict', 409],
    ['Expired', 410],
    ['NotFound', 404],
    ['Stopped', 409],
    ['LimitReached', 429],
    ['Unavailable', 503],
  ])('what the desk refuses as %s is answered %i with its words', async (name, status) => {
    world.refuse(refusal(name, 'Ask somebody else.'));
    const answer = await world.ask('POST', '/runs', { as: 'operator', body });
    expect([answer.status, answer.data.detail]).toEqual([status, 'Ask somebody else.']);
    expect(answer.headers['retry-after'] !== undefined).toBe(status === 429 || status === 503);
  });

  test('are about the cause of the incident unless they say what they are about', async () => {
    const deviceOf = async (more: object) =>
      (await world.ask('POST', '/runs', { as: 'operator', body: { runbook: 'x', dry_run: true, ...more } }))
        .data.plan?.device;
    expect(await deviceOf({ incident: 'a' })).toBe('rack-sw-1');
    expect(await deviceOf({ incident: 'a', device: 'server-1' })).toBe('server-1');
    expect(await deviceOf({})).toBeNull();
    expect(
      (await world.ask('POST', '/runs', { as: 'operator', body: { ...body, incident: 'none' } })).status,
    ).toBe(404);
  });

  test('fill in what comes from the name of the entity, unless it was given', async () => {
    const hosted: Runbook = {
      ...clearCache,
      parameters: { host: { type: 'string', pattern: '^[a-z0-9-]+$', from: 'entity_name' } },
    };
    const other = await apiWorld({ runbooks: () => [hosted] });
    await other.store({ incident_id: 'a' });
    await other.api.refresh();
    const asked = async (more: object) => {
      await other.ask('POST', '/runs', { as: 'operator', body: { runbook: 'clear-cache', ...more } });
      return other.calls.at(-1);
    };
    expect(await asked({ incident: 'a' })).toContain('{"host":"rack-sw-1"}');
    expect(await asked({ incident: 'a', parameters: { host: 'db-1' } })).toContain('{"host":"db-1"}');
    expect(await asked({ device: 'rm -rf' })).toContain(' {} ');
    await other.close();
  });

  test('an approval includes the rollback only where it says so', async () => {
    await world.ask('POST', '/runs', { as: 'operator', body });
    await world.ask('POST', '/runs/run-1/approve', { as: 'approver', body: { include_rollback: true } });
    expect(world.calls.at(-1)).toBe('approve with rollback run-1 by approver (approver)');
  });

  test('a bug of the desk is logged and its words are kept back', async () => {
    world.refuse(new TypeError('secret internals'));
    const answer = await world.ask('POST', '/runs', { as: 'operator', body });
    expect([answer.status, answer.data.detail]).toEqual([
      500,
      'The service could not answer; its log tells why.',
    ]);
    expect(world.problems.splice(0)).toMatchObject([{ err: { message: 'secret internals' } }]);
  });

  test('runbooks are shown without the secrets that stand in their steps', async () => {
    const other = await apiWorld({
      runbooks: () => [
        {
          ...clearCache,
          target: 'this_host',
          steps: [
            {
              name: 'Log in',
              type: 'command',
              argv: ['login', '--password=hunter2', 'https://u:hunter2@db/'],
            },
            { name: 'Run', type: 'script', script: 'a.sh', arguments: ['token=hunter2'] },
            { name: 'Set', type: 'command', command: 'mysql --password hunter2' },
          ],
          rollback: [
            {
              name: 'Tell',
              type: 'http_request',
              method: 'POST',
              url: 'http://agent/?api_key=hunter2&x=1',
              headers: { 'x-session': 'Bearer hunter2' },
              body: { password: 'hunter2', mode: 'safe' },
            },
          ],
        },
      ],
    });
    const one = await other.ask('GET', '/runbooks/clear-cache');
    const shown = JSON.stringify([one.data, (await other.ask('GET', '/runbooks')).data]);
    await other.close();
    expect(shown).not.toContain('hunter2');
    expect(shown).toContain('"argv":["login","--password=***","https://***@db/"]');
    expect(shown).toContain('"url":"http://agent/?api_key=***&x=1"');
  });

  test('runbooks are shown without what their headers hold', async () => {
    const { data } = await world.ask('GET', '/runbooks/clear-cache');
    expect(data.steps[1].headers).toEqual({ 'x-api-key': '(set)' });
    expect((await world.ask('GET', '/runbooks')).data.items).toHaveLength(1);
  });
});

describe('mutes', () => {
  const body = { match: { entity: 'server-*', severity: ['low'] }, until: at(30), reason: 'move' };

  test('are added, listed and removed', async () => {
    const added = await world.ask('POST', '/mutes', { as: 'operator', body });
    expect([added.status, added.data]).toEqual([
      201,
      {
        id: 'mute-1',
        source: 'run_time',
        match: { entity: ['server-*'], severity: ['low'] },
        from: '2026-01-27T12:00:00.000Z',
        until: '2026-01-27T12:30:00.000Z',
        reason: 'move',
        author: 'operator',
      },
    ]);
    expect((await world.ask('GET', '/mutes')).data.items).toEqual([added.data]);
    expect((await world.ask('DELETE', '/mutes/mute-1', { as: 'operator' })).status).toBe(204);
    expect((await world.ask('DELETE', '/mutes/mute-1', { as: 'operator' })).status).toBe(404);
  });

  test('of the settings are listed with when they hold next, and cannot be ended here', async () => {
    const config = configSchema.parse({
      insights_action: {
        notifications: {
          mutes: [
            {
              name: 'nightly',
              match: { domain: 'lab' },
              every: { cron: '0 22 * * *', duration: '2h', zone: 'UTC' },
              reason: 'backups',
            },
          ],
        },
      },
    });
    const own = await apiWorld({ config });
    await own.ask('POST', '/mutes', { as: 'operator', body });
    const { items } = (await own.ask('GET', '/mutes')).data;
    expect(items.map(({ source }: { source: string }) => source)).toEqual(['settings', 'run_time']);
    expect(items[0]).toEqual({
      id: 'nightly',
      source: 'settings',
      match: { domain: ['lab'] },
      from: '2026-01-27T22:00:00.000Z',
      until: '2026-01-28T00:00:00.000Z',
      every: { cron: '0 22 * * *', duration_s: 7200, zone: 'UTC' },
      reason: 'backups',
      author: 'settings',
    });
    const answer = await own.ask('DELETE', '/mutes/nightly', { as: 'operator' });
    expect([answer.status, answer.data.detail]).toEqual([
      409,
      'This mute stands in the settings: take it out of insights_action.notifications.mutes and restart.',
    ]);
    await own.close();
  });

  test.each([
    [{ ...body, match: {} }, 400, 'body.match'],
    [{ ...body, until: at(-5), from: at(-3) }, 400, 'body.until'],
    [{ ...body, match: { entity: [] } }, 400, 'body.match.entity'],
    [{ ...body, author: 'somebody else' }, 400, 'body'],
    [{ ...body, until: at(-5) }, 422, undefined],
    [{ ...body, until: at(32 * 24 * 60) }, 422, undefined],
    [{ ...body, match: { severity: 'urgent' } }, 400, 'body.match.severity'],
  ])('that would mute all or nothing are refused: %j', async (given, status, path) => {
    const answer = await world.ask('POST', '/mutes', { as: 'operator', body: given });
    expect([answer.status, answer.data.errors?.[0].path]).toEqual([status, path]);
  });
});

describe('what comes from outside', () => {
  const big = 'x'.repeat(1_000_000);

  test.each([
    ['GET', '/incidents/__proto__', undefined, 404],
    ['GET', '/incidents/constructor', undefined, 404],
    ['GET', '/incidents/..%2f..%2fetc%2fpasswd', undefined, 404],
    ['GET', '/incidents/%00', undefined, 404],
    ['GET', '/incidents/%', undefined, 400],
    ['GET', `/incidents/${'y'.repeat(201)}`, undefined, 400],
    ['GET', '/incidents?__proto__=1', undefined, 400],
    ['GET', '/incidents?constructor[prototype]=1', undefined, 400],
    ['GET', '/incidents?state=open&state=closed', undefined, 400],
    ['GET', '/incidents?entity=', undefined, 400],
    ['GET', '/incidents?limit=0', undefined, 400],
    ['GET', '/incidents?limit=1e9', undefined, 400],
    ['GET', '/incidents?limit=', undefined, 400],
    ['GET', '/incidents?since=yesterday', undefined, 400],
    ['GET', '/incidents?cursor=nonsense', undefined, 400],
    ['GET', `/incidents?cursor=${Buffer.from('{"__proto__":1}').toString('base64url')}`, undefined, 400],
    ['GET', '/health?verbose=1', undefined, 400],
    ['GET', '/runbooks/__proto__', undefined, 404],
    ['GET', '/nothing', undefined, 404],
    ['POST', '/incidents', {}, 404],
    ['POST', '/runs', { runbook: big }, 413],
    ['POST', '/runs', { runbook: 'x', extra: 1 }, 400],
    ['POST', '/runs', { runbook: 'x', parameters: { a: { b: 1 } } }, 400],
    ['POST', '/runs', [], 400],
    ['POST', '/runs', '{"runbook":', 400],
    ['POST', '/runs', '"text"', 400],
    ['POST', '/runs/run-1/approve', { role: 'admin' }, 400],
    ['DELETE', '/mutes/__proto__', undefined, 404],
  ])('%s %s with %j: %i, as a problem', async (method, path, body, status) => {
    const answer = await world.ask(method, path, {
      as: 'admin',
      body,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' } }),
    });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.data).toMatchObject({
      status,
      detail: expect.any(String),
      type: expect.stringMatching(/^urn:aiops:problem:/),
    });
    expect(JSON.stringify(answer.data).length).toBeLessThan(2_000);
  });

  test('names each field that is wrong', async () => {
    const { data } = await world.ask('POST', '/incidents/a/feedback', {
      as: 'operator',
      body: { verdict: 'good', cause: 7 },
    });
    expect(data.errors.map(({ path }: { path: string }) => path)).toEqual(['body.verdict', 'body.cause']);
    expect(data.detail).toMatch(/^The body is not as expected: body.verdict: /);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'no %s is read',
    async (type) => {
      const answer = await world.ask('POST', '/runs', {
        as: 'admin',
        body: 'runbook=x',
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(415);
    },
  );

  test('a parameter called __proto__ is a parameter or refused, and changes no prototype', async () => {
    const body = '{"runbook":"x","parameters":{"__proto__":"polluted"}}';
    await world.ask('POST', '/runs', {
      as: 'operator',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty('runbook');
  });
});

test('while the store does not answer the list stays as it was, one incident says so, and health tells', async () => {
  const records = createMemoryStateStore().records('all');
  let isAway = false;
  const faulty = new Proxy(records, {
    get: (target, name: keyof Records) =>
      isAway ? () => Promise.reject(new Unavailable('Redis is away')) : target[name],
  });
  const other = await apiWorld({
    state: { records: (name) => (name === 'incident_changes' ? faulty : world.state.records(name)) },
  });
  await other.store({ incident_id: 'a' });
  await other.api.refresh();
  isAway = true;
  await other.api.refresh();
  expect(idsOf((await other.ask('GET', '/incidents')).data)).toEqual(['a']);
  const { data } = await other.ask('GET', '/health');
  expect(data).toEqual({
    status: 'degraded',
    parts: { loop: { up: true }, api: { up: false, required: false, detail: 'Redis is away' } },
  });
  isAway = false;
  await other.api.refresh();
  expect((await other.ask('GET', '/health')).data.status).toBe('ok');
  await other.close();
});

test('one incident that cannot be read now is answered with when to ask again', async () => {
  const away = () => Promise.reject(new Unavailable('Redis is away'));
  const other = await apiWorld({
    state: {
      records: () => ({ get: away, put: away, create: away, replace: away, delete: away, all: away }),
    },
  });
  const { status, data, headers } = await other.ask('GET', '/incidents/a');
  expect([status, data.detail, headers['retry-after']]).toEqual([503, 'Redis is away', '2']);
  await other.close();
});
