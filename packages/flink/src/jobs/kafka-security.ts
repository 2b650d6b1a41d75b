import { readFileSync } from 'node:fs';
import type { Config } from '@aiops/config';
import { sqlText } from './render.ts';

type Kafka = Config['messaging']['kafka'];

/** How Kafka calls what logs in by its mechanisms. */
const LOGIN = {
  plain: 'org.apache.kafka.common.security.plain.PlainLoginModule',
  scram: 'org.apache.kafka.common.security.scram.ScramLoginModule',
};

/** The options of a table by which Flink reaches a broker with TLS or a login, each with a comma after it; nothing without them. */
export function kafkaSecurity({ ssl, sasl }: Kafka): string {
  const options = { ...protocol(ssl, sasl), ...tls(ssl), ...login(sasl) };
  return Object.entries(options)
    .map(([name, value]) => `'properties.${name}' = ${sqlText(value)},`)
    .join('\n  ');
}

function protocol(ssl: Kafka['ssl'], sasl: Kafka['sasl']): Record<string, string> {
  if (!ssl.enabled && sasl.mechanism === undefined) return {};
  const login = sasl.mechanism === undefined ? '' : 'SASL_';
  return { 'security.protocol': `${login}${ssl.enabled ? 'SSL' : 'PLAINTEXT'}` };
}

/** Certificates go along as text: Flink runs elsewhere and does not see our files. */
function tls({ enabled, ca_file, certificate_file, key_file }: Kafka['ssl']): Record<string, string> {
  if (!enabled) return {};
  const text = (file: string) => readFileSync(file, 'utf8').trim();
  return {
    ...(ca_file === undefined
      ? {}
      : { 'ssl.truststore.type': 'PEM', 'ssl.truststore.certificates': text(ca_file) }),
    ...(certificate_file === undefined || key_file === undefined
      ? {}
      : {
          'ssl.keystore.type': 'PEM',
          'ssl.keystore.certificate.chain': text(certificate_file),
          'ssl.keystore.key': text(key_file),
        }),
  };
}

function login({ mechanism, username = '', password = '' }: Kafka['sasl']): Record<string, string> {
  if (mechanism === undefined) return {};
  const module = mechanism === 'plain' ? LOGIN.plain : LOGIN.scram;
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return {
    'sasl.mechanism': mechanism.toUpperCase(),
    'sasl.jaas.config': `${module} required username=${quoted(username)} password=${quoted(password)};`,
  };
}
