import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNeo4jTopologyStore } from '@aiops/runtime';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Certificates, makeCertificates } from '../servers/certificates.ts';
import { type Neo4jServer, startNeo4j } from '../servers/neo4j.ts';
import { expectRefusal } from './refusal.ts';
import { topologyContract } from './topology.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'aiops-certificates-'));
let certificates: Certificates;
let server: Neo4jServer;
beforeAll(async () => {
  certificates = await makeCertificates(folder);
  server = await startNeo4j({ tls: certificates });
}, 600_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true });
}, 60_000);

const connect = (settings: Partial<Parameters<typeof createNeo4jTopologyStore>[0]> = {}) => {
  const { uri, user, password } = server;
  return createNeo4jTopologyStore({ uri, user, password, caFile: certificates.caFile, ...settings });
};

topologyContract('neo4j with TLS', async () => ({
  async openEmpty() {
    await server.query('MATCH (n) DETACH DELETE n');
    return connect();
  },
  openAgain: () => connect(),
  close: async () => {},
}));

describe('a secured Neo4j', () => {
  const address = (scheme: string, host = '127.0.0.1') =>
    `${scheme}://${host}:${server.uri.split(':').at(-1)}`;

  test.each(['bolt+s', 'neo4j+s'])('is reached with %s, by its address and by its name', async (scheme) => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const store = await connect({ uri: address(scheme, host) });
      await store.snapshot();
      await store.close();
    }
  });

  /** Each way to be wrong, and what is said about it. */
  const refusals: Record<string, { attempt: () => ReturnType<typeof connect>; says: RegExp }> = {
    'a wrong password': {
      attempt: () => connect({ password: 'wrong-one' }),
      says: /refused the login of the user "neo4j".*; check NEO4J_USER and NEO4J_PASSWORD$/,
    },
    'an authority that has not signed its certificate': {
      attempt: () => connect({ caFile: certificates.strangerFile }),
      says: /shows a certificate that is not trusted \(.*\); check NEO4J_CA_FILE and the name of the server$/,
    },
    'the usual authorities only': {
      attempt: () =>
        createNeo4jTopologyStore({ uri: address('neo4j+s'), user: 'neo4j', password: server.password }),
      says: /shows a certificate that is not trusted \(.*\); check NEO4J_CA_FILE/,
    },
    'no TLS': {
      attempt: () =>
        createNeo4jTopologyStore({ uri: address('neo4j'), user: 'neo4j', password: server.password }),
      says: /speaks TLS, and we do not; write \+s into NEO4J_URI, as in bolt\+s:\/\/$/,
    },
  };

  test.each(Object.entries(refusals))('met with %s refuses at the start, in one line', async (_, refusal) => {
    await expectRefusal(refusal, /^Neo4j at [\w.:+/]+ [^\n]+$/);
  });
});
