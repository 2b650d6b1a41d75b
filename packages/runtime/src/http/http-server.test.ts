import axios from 'axios';
import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { adminRouter, type Health } from './admin-router.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';

const open: HttpServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(parts: Record<string, Health>, port = 0): Promise<HttpServer> {
  const routers = [adminRouter({ registry: new Registry(), started: () => true, parts: () => parts })];
  const server = await startHttpServer({
    purpose: 'test',
    host: '127.0.0.1',
    port,
    setting: 'HTTP_PORT',
    routers,
  });
  open.push(server);
  return server;
}

test('a service whose parts are all up is healthy and ready', async () => {
  const { url } = await serve({ loop: { up: true } });
  expect((await axios.get(`${url}/healthz`)).data).toEqual({ status: 'ok' });
  expect((await axios.get(`${url}/readyz`)).data.status).toBe('ready');
});

test('a part that is down makes it unready and says why, but still alive', async () => {
  const { url } = await serve({ loop: { up: false, detail: 'Kafka at localhost:9092 is not reachable' } });
  const ready = await axios.get(`${url}/readyz`, { validateStatus: () => true });
  expect(ready.status).toBe(503);
  expect(ready.data.parts.loop.detail).toContain('not reachable');
  expect((await axios.get(`${url}/healthz`)).status).toBe(200);
});

test('an upstream that is down is shown, but does not make the service unready', async () => {
  const { url } = await serve({
    loop: { up: true },
    tempo: { up: false, detail: 'connection refused', required: false },
  });
  const { status, data } = await axios.get(`${url}/readyz`);
  expect(status).toBe(200);
  expect(data.parts.tempo).toMatchObject({ up: false, detail: 'connection refused' });
});

test('a port in use is refused with the setting that changes it', async () => {
  const { port } = await serve({});
  await expect(serve({}, port)).rejects.toThrow(
    `Port 127.0.0.1:${port} (test) is already in use. Stop what uses it, or set HTTP_PORT`,
  );
});

test('an unknown path is 404 and the answer does not tell what runs here', async () => {
  const { url } = await serve({});
  const answer = await axios.get(`${url}/nothing`, { validateStatus: () => true });
  expect(answer.status).toBe(404);
  expect(answer.headers['x-powered-by']).toBeUndefined();
});
