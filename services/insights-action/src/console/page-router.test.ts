import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HttpServer, startHttpServer } from '@aiops/runtime';
import axios from 'axios';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPageFiles } from './page-files.ts';
import { createPageRouter } from './page-router.ts';

let folder: string;
let server: HttpServer | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(folder, 'assets', 'main-AB.js'), 'export {};');
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

async function get(path: string, headers: Record<string, string> = {}) {
  server ??= await startHttpServer({
    purpose: 'test',
    host: '127.0.0.1',
    port: 0,
    setting: 'HTTP_PORT',
    routers: [createPageRouter(await readPageFiles(folder))],
  });
  return axios.get(server.url + path, {
    headers,
    validateStatus: () => true,
    maxRedirects: 0,
    responseType: 'text',
  });
}

test('the root and the bare path lead to the page', async () => {
  for (const path of ['/', '/ui']) {
    const { status, headers } = await get(path);
    expect([status, headers.location]).toEqual([302, '/ui/']);
  }
});

test.each(['/ui/', '/ui/incidents', '/ui/incidents/a%2Fb', '/ui/nothing/at/all'])(
  '%s is the page',
  async (path) => {
    const { status, data, headers } = await get(path);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(data).toContain('<title>page</title>');
    expect(headers['cache-control']).toBe('no-cache');
  },
);

test('the page may load and ask its own origin only, and make nothing of text', async () => {
  const { headers } = await get('/ui/');
  const policy = String(headers['content-security-policy']);
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'none'",
    "trusted-types 'none'",
  ])
    expect(policy.split('; ')).toContain(rule);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('what has its hash in its name is kept for good, and not sent twice', async () => {
  const { headers, data } = await get('/ui/assets/main-AB.js');
  expect(data).toBe('export {};');
  expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(headers['cache-control']).toContain('immutable');
  expect((await get('/ui/assets/main-AB.js', { 'if-none-match': String(headers.etag) })).status).toBe(304);
});

test.each(['/ui/assets/other.js', '/ui/assets/..%2Findex.html', '/ui/assets/__proto__'])(
  '%s is no file of the page',
  async (path) => {
    expect((await get(path)).status).toBe(404);
  },
);

test('without a build it says what to do, and does not fail', async () => {
  await rm(join(folder, 'index.html'));
  const { status, data } = await get('/ui/incidents');
  expect(status).toBe(503);
  expect(data).toContain('node packages/console/build.mjs');
});
