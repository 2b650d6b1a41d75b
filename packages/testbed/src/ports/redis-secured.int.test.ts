import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRedisStateStore } from '@aiops/runtime';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Certificates, makeCertificates } from '../servers/certificates.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { expectRefusal } from './refusal.ts';
import { stateContract } from './state.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'aiops-certificates-'));
const login = { username: 'aiops', password: 'right-one' };
let certificates: Certificates;
let secured: RedisServer;
let open: RedisServer;
beforeAll(async () => {
  certificates = await makeCertificates(folder);
  secured = await startRedis({ ...login, tls: certificates });
  open = await startRedis({ password: login.password, appendOnly: false });
});
afterAll(async () => {
  await secured?.stop();
  await open?.stop();
  rmSync(folder, { recursive: true });
});

const trust = (file = certificates.caFile) => ({ ca: readFileSync(file, 'utf8') });
const connect = (server: RedisServer, settings: Partial<Parameters<typeof createRedisStateStore>[0]>) =>
  createRedisStateStore({ host: server.host, port: server.port, ...settings });

stateContract('redis with TLS, user and password', async () => ({
  open: () => connect(secured, { ...login, tls: trust() }),
  close: async () => {},
}));

describe('a secured Redis', () => {
  test('is reached by its name too', async () => {
    const store = await connect(secured, { ...login, tls: trust(), host: 'localhost' });
    await store.set('a', '1');
    await store.close();
  });

  /** Each way to be wrong, and what is said about it. */
  const refusals: Record<string, { attempt: () => ReturnType<typeof connect>; says: RegExp }> = {
    'a wrong password': {
      attempt: () => connect(secured, { ...login, password: 'wrong-one', tls: trust() }),
      says: /refused the login \(WRONGPASS\); check REDIS_PASSWORD and REDIS_USERNAME$/,
    },
    'no login': {
      attempt: () => connect(secured, { tls: trust() }),
      says: /refused the login \(NOAUTH\); check REDIS_PASSWORD and REDIS_USERNAME$/,
    },
    'an authority that has not signed its certificate': {
      attempt: () => connect(secured, { ...login, tls: trust(certificates.strangerFile) }),
      says: /shows a certificate that is not trusted \(.*\); check REDIS_TLS_CA_FILE and the name of the server$/,
    },
    'no TLS': {
      attempt: () => connect(secured, login),
      says: /speaks TLS, and we do not; set REDIS_TLS_ENABLED=true$/,
    },
    'TLS where none is spoken': {
      attempt: () => connect(open, { password: login.password, tls: trust() }),
      says: /does not answer in TLS; check the port, or set REDIS_TLS_ENABLED=false$/,
    },
  };

  test.each(Object.entries(refusals))('met with %s refuses at the start, in one line', async (_, refusal) => {
    await expectRefusal(refusal, /^Redis at [\w.:]+ [^\n]+$/);
  });
});
