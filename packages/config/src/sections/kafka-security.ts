import { z } from 'zod';
import { expectAt } from '../fields/expect-at.ts';
import { flag, pemFile, text } from '../fields/field-types.ts';

/** `messaging.kafka.ssl`. There is no switch that trusts any certificate: one's own authority belongs into `ca_file`. */
export const kafkaTlsSchema = z
  .strictObject({
    enabled: flag(false).describe('Whether Kafka is reached over TLS; its certificate is always checked'),
    ca_file: pemFile().describe('Certificates (PEM) of the authorities to trust instead of the usual ones'),
    certificate_file: pemFile().describe(
      'Our own certificate (PEM), for a Kafka that asks its clients for one',
    ),
    key_file: pemFile().describe('The key (PEM, without a passphrase) of our own certificate'),
  })
  .superRefine(({ enabled, ca_file, certificate_file, key_file }, context) => {
    if (certificate_file !== undefined && key_file === undefined)
      expectAt(context, 'key_file', 'expected the key of the certificate: set KAFKA_SSL_KEY_FILE');
    if (key_file !== undefined && certificate_file === undefined)
      expectAt(
        context,
        'certificate_file',
        'expected the certificate of the key: set KAFKA_SSL_CERTIFICATE_FILE',
      );
    if (!enabled && [ca_file, certificate_file, key_file].some((file) => file !== undefined))
      expectAt(
        context,
        'enabled',
        'expected true, because certificates are given: set KAFKA_SSL_ENABLED=true',
      );
  });

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
type Mechanism = (typeof MECHANISMS)[number];
/** Kafka writes them in capitals. */
const SPELLINGS = [...MECHANISMS, 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** `messaging.kafka.sasl` */
export const saslSchema = z
  .strictObject({
    mechanism: z
      .enum(SPELLINGS, { error: `expected ${MECHANISMS.join(', ')}` })
      .transform((name) => name.toLowerCase() as Mechanism)
      .optional()
      .meta({ 'x-kind': MECHANISMS.join(', ') })
      .describe('How we log in to Kafka; without it, we do not'),
    username: text().optional().describe('User that logs in to Kafka'),
    password: text()
      .optional()
      .describe('Password of that user; better given as KAFKA_SASL_PASSWORD_FILE than in the file'),
  })
  .superRefine(({ mechanism, username, password }, context) => {
    if (mechanism === undefined && username === undefined && password === undefined) return;
    if (mechanism === undefined)
      expectAt(
        context,
        'mechanism',
        `expected ${MECHANISMS.join(', ')}, because a login is given: set KAFKA_SASL_MECHANISM`,
      );
    if (username === undefined)
      expectAt(context, 'username', 'expected the user who logs in to Kafka: set KAFKA_SASL_USERNAME');
    if (password === undefined)
      expectAt(
        context,
        'password',
        'expected the password of the Kafka user: set KAFKA_SASL_PASSWORD or KAFKA_SASL_PASSWORD_FILE',
      );
  });
