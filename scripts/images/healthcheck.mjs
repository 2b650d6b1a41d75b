// The HEALTHCHECK of our images: 0 when the service in this container answers on /healthz, else 1 and why.
import { readFileSync } from 'node:fs';
import { get } from 'node:http';

/** What works towards its own end serves nothing that could be asked. */
const ONE_SHOT = ['@aiops/graph-builder', '@aiops/fleet'];
const TIMEOUT_MS = 3_000;

const { name } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const { HTTP_PORT = '8090', PORT = '5001' } = process.env;
const url = `http://127.0.0.1:${name === '@aiops/hello-app' ? PORT : HTTP_PORT}/healthz`;

if (ONE_SHOT.includes(name)) process.exit(0);
get(url, { timeout: TIMEOUT_MS }, ({ statusCode }) => end(statusCode === 200, `status ${statusCode}`))
  .on('timeout', () => end(false, `no answer within ${TIMEOUT_MS} ms`))
  .on('error', ({ message }) => end(false, message));

function end(healthy, detail) {
  console.log(`${url}: ${detail}`);
  process.exit(healthy ? 0 : 1);
}
