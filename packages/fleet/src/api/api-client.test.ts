import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type ServedApi, servedApi } from '../testing/served-api.ts';
import { createApiClient } from './api-client.ts';

let api: ServedApi | undefined;
afterEach(() => {
  api?.close();
  api = undefined;
});

describe('the token', () => {
  const sent = async (env: Record<string, string>) => {
    api = await servedApi({ 'GET /x': {} });
    await createApiClient(`${api.url}/`, env).ask('GET', '/x');
    return api.asked[0]?.authorization;
  };

  test('comes from the environment, or from a file, or there is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'token-'));
    writeFileSync(join(folder, 'token'), 'from-file\n');
    expect(await sent({ AIOPS_TOKEN: 'from-environment' })).toBe('Bearer from-environment');
    expect(await sent({ AIOPS_TOKEN_FILE: join(folder, 'token') })).toBe('Bearer from-file');
    expect(await sent({ AIOPS_TOKEN: '' })).toBeUndefined();
    rmSync(folder, { recursive: true });
  });

  test('that is given twice, or that cannot be read, is wrong usage', () => {
    expect(() => createApiClient(undefined, { AIOPS_TOKEN: 'a', AIOPS_TOKEN_FILE: 'b' })).toThrow('not both');
    expect(() => createApiClient(undefined, { AIOPS_TOKEN_FILE: '/nowhere/token' })).toThrow(
      'AIOPS_TOKEN_FILE: /nowhere/token cannot be read (ENOENT).',
    );
  });
});

test.each(['localhost:8090', 'ftp://x', 'http://', '', 'file:///etc/passwd'])(
  '%j is no URL of an API',
  (url) => {
    expect(() => createApiClient(url, {})).toThrow('expected a URL such as http://127.0.0.1:8090');
  },
);

test('says of itself that it is no page of another site, so that a missing token is told as that', async () => {
  api = await servedApi({
    'POST /x': (request, response) => {
      response.end(JSON.stringify({ csrf: request.headers['x-aiops-csrf'] }));
    },
  });
  expect(await createApiClient(api.url, {}).ask('POST', '/x', {})).toEqual({ csrf: '1' });
});

test('AIOPS_URL names the address unless the option does', async () => {
  api = await servedApi({ 'GET /x': { a: 1 } });
  expect(await createApiClient(undefined, { AIOPS_URL: api.url }).ask('GET', '/x')).toEqual({ a: 1 });
});

test.each([
  [[401, { detail: 'This needs a token.' }], 'This needs a token. Set AIOPS_TOKEN or AIOPS_TOKEN_FILE.'],
  [[404, { detail: 'There is no such incident.' }], 'There is no such incident.'],
  [
    [502, { error: 'bad gateway' }],
    'The answer has status 502 and is not one of the API; is insights-action running there?',
  ],
  ['hello', 'what answers there is no JSON'],
])('the answer %j is told in words', async (answer, words) => {
  api = await servedApi({ 'GET /x': answer as [number, object] });
  await expect(createApiClient(api.url, {}).ask('GET', '/x')).rejects.toThrow(words);
});

test('an address that does not answer is told with what to do', async () => {
  api = await servedApi({});
  const { url } = api;
  api.close();
  await expect(createApiClient(url, {}).ask('GET', '/x')).rejects.toThrow(
    /nothing listens there .*AIOPS_URL name another address/,
  );
});

test('a token is not sent on to where an answer points', async () => {
  api = await servedApi({
    'GET /x': (_request, response) => void response.writeHead(302, { location: '/api/v1/y' }).end(),
  });
  await expect(createApiClient(api.url, { AIOPS_TOKEN: 'a' }).ask('GET', '/x')).rejects.toThrow();
  expect(api.asked.map(({ request }) => request)).toEqual(['GET /x']);
});
