import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessRefused, type Bus, createKafkaBus, Unavailable } from '@aiops/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, makeCertificates } from '../servers/certificates.ts';
import { type KafkaServer, startKafka } from '../servers/kafka.ts';
import type { SecuredListener } from '../servers/kafka-properties.ts';
import { busContract } from './bus.contract.ts';
import { openInbox, textOf } from './inbox.ts';
import { expectRefusal } from './refusal.ts';

const user = { name: 'aiops', password: 'right-one' };
const folder = mkdtempSync(join(tmpdir(), 'aiops-certificates-'));
let certificates: Certificates;
let server: KafkaServer;
beforeAll(async () => {
  certificates = await makeCertificates(folder);
  server = await startKafka({ security: { certificates, user } });
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true });
});

type Settings = Parameters<typeof createKafkaBus>[0];
type Login = NonNullable<Settings['sasl']>;

const pem = (file: string) => readFileSync(file, 'utf8');
const trusted = () => ({ ca: pem(certificates.caFile) });
const login = (mechanism: Login['mechanism'], password = user.password): Login => ({
  mechanism,
  username: user.name,
  password,
});
const open = (listener: SecuredListener, settings: Pick<Settings, 'tls' | 'sasl'> = {}): Promise<Bus> =>
  createKafkaBus({ bootstrapServers: server.secured(listener), clientId: 'secured', ...settings });

busContract('Kafka with SCRAM over TLS', () =>
  open('SASL_SSL', { tls: trusted(), sasl: login('scram-sha-512') }),
);

describe('a secured Kafka', { timeout: 60_000 }, () => {
  let topics = 0;

  /** Publishing, a group, and asking without one each have connections of their own. */
  const works = async (bus: Bus) => {
    const topic = `secured-${process.pid}-${topics++}`;
    try {
      await bus.ensureTopics([{ topic, partitions: 1, replicationFactor: 1 }]);
      await bus.publish([{ topic, key: null, value: 'a' }]);
      const inbox = await openInbox(bus, { group: topic, topics: [topic] });
      await inbox.until(1);
      await inbox.commit();
      expect((await bus.read(topic, 0, 0, 9)).map(textOf)).toEqual(['a']);
    } finally {
      await bus.close();
    }
  };

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'takes a login with %s',
    async (mechanism) => {
      await works(await open('SASL_PLAINTEXT', { sasl: login(mechanism) }));
      await works(await open('SASL_SSL', { tls: trusted(), sasl: login(mechanism) }));
    },
  );

  test('is reached over TLS without a login, by its address and by its name', async () => {
    await works(await open('SSL', { tls: trusted() }));
    const bootstrapServers = server.secured('SSL').replace('127.0.0.1', 'localhost');
    await works(await createKafkaBus({ bootstrapServers, clientId: 'secured', tls: trusted() }));
  });

  test('that asks for a certificate is shown ours', async () => {
    const { certificateFile, keyFile } = certificates.client;
    await works(await open('MTLS', { tls: { ...trusted(), cert: pem(certificateFile), key: pem(keyFile) } }));
  });

  /** Each way to be wrong, and what is said about it. */
  const refusals: Record<string, { attempt: () => Promise<Bus>; says: RegExp }> = {
    'a wrong password (SCRAM)': {
      attempt: () => open('SASL_SSL', { tls: trusted(), sasl: login('scram-sha-512', 'wrong-one') }),
      says: /refused the login \(.*\); check KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD$/,
    },
    'a wrong password (PLAIN)': {
      attempt: () => open('SASL_PLAINTEXT', { sasl: login('plain', 'wrong-one') }),
      says: /refused the login \(.*\); check KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD$/,
    },
    'a login where none is expected': {
      attempt: () =>
        createKafkaBus({
          bootstrapServers: server.bootstrapServers,
          clientId: 'secured',
          sasl: login('scram-sha-256'),
        }),
      says: /expects no login on this port; check the port, or remove KAFKA_SASL_MECHANISM$/,
    },
    'an authority that has not signed its certificate': {
      attempt: () => open('SSL', { tls: { ca: pem(certificates.strangerFile) } }),
      says: /shows a certificate that is not trusted \(.*\); check KAFKA_SSL_CA_FILE and the name of the server$/,
    },
    'the usual authorities only': {
      attempt: () => open('SSL', { tls: {} }),
      says: /shows a certificate that is not trusted \(.*\); check KAFKA_SSL_CA_FILE/,
    },
    'no TLS': {
      attempt: () => open('SASL_SSL', { sasl: login('scram-sha-512') }),
      says: /speaks TLS, and we do not; set KAFKA_SSL_ENABLED=true$/,
    },
    'TLS where none is spoken': {
      attempt: () => open('SASL_PLAINTEXT', { tls: trusted(), sasl: login('scram-sha-512') }),
      says: /does not answer in TLS; check the port, or set KAFKA_SSL_ENABLED=false$/,
    },
    'no certificate of ours where one is asked for': {
      attempt: () => open('MTLS', { tls: trusted() }),
      says: /asks for a certificate and does not take ours; check KAFKA_SSL_CERTIFICATE_FILE and KAFKA_SSL_KEY_FILE$/,
    },
  };

  test.each(Object.entries(refusals))('met with %s refuses at the start, in one line', async (_, refusal) => {
    const started = performance.now();
    await expectRefusal(refusal, /^Kafka at [\w.:]+ [^\n]+$/);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  test('met without a login hangs up, and the error says what that may mean', async () => {
    const attempt = open('SASL_SSL', { tls: trusted() });
    await expect(attempt).rejects.toBeInstanceOf(Unavailable);
    await expect(attempt).rejects.toThrow(/if it wants a login, KAFKA_SASL_MECHANISM$/);
  });

  test('takes the right password after a wrong one was tried with the same settings', async () => {
    const sasl = { ...login('scram-sha-256', 'wrong-one') };
    await expect(open('SASL_PLAINTEXT', { sasl })).rejects.toBeInstanceOf(AccessRefused);
    await works(await open('SASL_PLAINTEXT', { sasl: { ...sasl, password: user.password } }));
  });
});
