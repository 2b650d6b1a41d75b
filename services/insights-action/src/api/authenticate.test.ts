import { afterEach, describe, expect, test } from 'vitest';
import { type ApiWorld, apiWorld, NOON } from '../testing/api-world.ts';

let world: ApiWorld;
afterEach(() => world.close());

const cookieOf = (header: unknown) => String(header).split(';')[0] ?? '';

describe('without a token', () => {
  const status = async (headers: Record<string, string> = {}) =>
    (await world.ask('GET', '/incidents', { headers })).status;

  test('reading is open on a loopback address, but not under a name that another site may have given it', async () => {
    world = await apiWorld();
    expect(await status()).toBe(200);
    expect(await status({ host: 'localhost:8090' })).toBe(200);
    expect(await status({ host: 'evil.example' })).toBe(401);
    expect(await status({ host: '127.0.0.1.evil.example' })).toBe(401);
  });

  test('nothing is open on other addresses, in production, or where the settings say so', async () => {
    world = await apiWorld({}, {}, '0.0.0.0');
    expect(await status()).toBe(401);
    await world.close();
    world = await apiWorld({ isProduction: true });
    expect(await status()).toBe(401);
    await world.close();
    world = await apiWorld({}, { anonymous: 'none' });
    expect(await status()).toBe(401);
  });

  test('reading is open anywhere where the settings say so', async () => {
    world = await apiWorld({}, { anonymous: 'viewer' }, '0.0.0.0');
    expect(await status({ host: 'aiops.example' })).toBe(200);
    expect((await world.ask('POST', '/runbooks/resume', { headers: { 'x-aiops-csrf': '1' } })).status).toBe(
      401,
    );
  });

  test('the answer tells what is needed', async () => {
    world = await apiWorld({}, { anonymous: 'none' });
    const answer = await world.ask('GET', '/incidents');
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="aiops"');
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.data).toEqual({
      type: 'urn:aiops:problem:unauthenticated',
      title: 'Nobody is logged in',
      status: 401,
      detail: 'This needs a token of the role viewer: send it as Authorization: Bearer.',
    });
  });
});

describe('a wrong token', () => {
  const guess = (authorization: string) => world.ask('GET', '/incidents', { headers: { authorization } });

  test.each([
    'Bearer nobody',
    'Bearer',
    'Bearer  ',
    'Basic YWRtaW46YWRtaW4=',
    'Bearer a b',
    'Bearer __proto__',
  ])('is refused even where reading is open: %s', async (authorization) => {
    world = await apiWorld();
    expect((await guess(authorization)).status).toBe(401);
  });

  test('can be tried ten times in a minute; then the next are told to wait, and a right one gets in all the same', async () => {
    let at = NOON;
    world = await apiWorld({ now: () => at });
    for (let number = 0; number < 10; number += 1)
      expect((await guess(`Bearer guess-${number}`)).status).toBe(401);
    const answer = await guess('Bearer guess-10');
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('60');
    const login = (token: string, cookie = '') =>
      world.ask('POST', '/session', { body: { token }, headers: { 'x-aiops-csrf': '1', cookie } });
    expect((await login('x')).status).toBe(429);
    const right = 'approver-token-of-the-tests';
    expect((await guess(`Bearer ${right}`)).status).toBe(200);
    expect((await login(right)).status).toBe(200);
    expect((await login(right, 'aiops_session=old')).status).toBe(200);
    const session = { headers: { cookie: `aiops_session=${right}` } };
    expect((await world.ask('GET', '/session', session)).data.name).toBe('approver');
    at += 60_000;
    expect((await guess('Bearer guess-11')).status).toBe(401);
  });
});

test('more requests in a minute than the settings allow are refused for this token, and for no other', async () => {
  world = await apiWorld({}, { rate_limit: 3 });
  for (let number = 0; number < 3; number += 1) {
    expect((await world.ask('GET', '/runs', { as: 'viewer' })).status).toBe(200);
  }
  const answer = await world.ask('GET', '/runs', { as: 'viewer', headers: { 'x-forwarded-for': '1.2.3.4' } });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(answer.data.detail).toMatch(/^More than 3 requests came within a minute; wait \d+ s, or raise/);
  expect((await world.ask('GET', '/runs', { as: 'operator' })).status).toBe(200);
  expect((await world.ask('GET', '/runs')).status).toBe(200);
});

describe('a session', () => {
  const csrf = { 'x-aiops-csrf': '1' };
  const login = (headers: Record<string, string> = csrf) =>
    world.ask('POST', '/session', { body: { token: 'approver-token-of-the-tests' }, headers });

  test('keeps the token where scripts and other sites cannot get at it', async () => {
    world = await apiWorld({}, { anonymous: 'none' });
    const { data, headers } = await login();
    expect(data).toEqual({ name: 'approver', role: 'approver', by: 'cookie' });
    expect(headers['set-cookie']).toEqual([
      'aiops_session=approver-token-of-the-tests; Path=/api/v1; HttpOnly; SameSite=Strict',
    ]);
    const secure = await login({ ...csrf, 'x-forwarded-proto': 'https' });
    expect(String(secure.headers['set-cookie'])).toContain('; Secure');
    const cookie = cookieOf(headers['set-cookie']);
    const session = await world.ask('GET', '/session', { headers: { cookie: `other=1; ${cookie}` } });
    expect(session.data).toEqual({ name: 'approver', role: 'approver', by: 'cookie' });
  });

  test('changes nothing without the header that another site cannot send', async () => {
    world = await apiWorld();
    const cookie = cookieOf((await login()).headers['set-cookie']);
    const body = { runbook: 'clear-cache' };
    const forged = await world.ask('POST', '/runs', { body, headers: { cookie } });
    expect([forged.status, forged.data.type]).toEqual([403, 'urn:aiops:problem:csrf']);
    expect(world.calls).toEqual([]);
    expect((await world.ask('POST', '/runs', { body, headers: { cookie, ...csrf } })).status).toBe(200);
    expect(world.calls).toEqual(['request clear-cache {} by approver (approver)']);
    expect((await login({})).status).toBe(403);
  });

  test('ends with the logout', async () => {
    world = await apiWorld();
    const out = await world.ask('DELETE', '/session', { headers: csrf });
    expect([out.status, String(out.headers['set-cookie'])]).toEqual([
      204,
      expect.stringContaining('aiops_session=;'),
    ]);
  });

  test.each(['old', '%', ''])(
    'of a token that is not known is ended, counts as a wrong one, and keeps nobody from a new login: %j',
    async (token) => {
      world = await apiWorld();
      const cookie = `aiops_session=${token}`;
      const read = await world.ask('GET', '/session', { headers: { cookie } });
      expect([read.data.by, String(read.headers['set-cookie'])]).toEqual([
        'nobody',
        expect.stringContaining('aiops_session=;'),
      ]);
      expect((await world.ask('POST', '/runbooks/resume', { headers: { cookie, ...csrf } })).status).toBe(
        401,
      );
      const again = await login({ cookie, ...csrf });
      expect([again.status, again.headers['set-cookie']?.at(-1)]).toEqual([
        200,
        expect.stringContaining('approver-token'),
      ]);
      for (let number = 0; number < 7; number += 1) await world.ask('GET', '/runs', { headers: { cookie } });
      expect((await world.ask('GET', '/runs', { headers: { cookie } })).status).toBe(429);
    },
  );
});

test('other sites are allowed nothing', async () => {
  world = await apiWorld();
  const { headers } = await world.ask('OPTIONS', '/runs', {
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('the token of the admin may do everything, and is known by that name', async () => {
  const token = 'the-one-token-of-the-admin';
  world = await apiWorld({}, { admin_token: token }, '0.0.0.0');
  const as = { headers: { authorization: `Bearer ${token}` } };
  expect((await world.ask('POST', '/runbooks/resume', as)).status).toBe(204);
  expect(world.calls.at(-1)).toBe('resume by admin (admin)');
});
