import { describe, expect, test } from 'vitest';
import { AccessRefused, Unavailable } from '../errors.ts';
import { isMembershipLost, isRebalance, isTransient, protocolErrorOf, toBusError } from './kafka-errors.ts';

const kafkaError = (fields: object, cause?: Error) =>
  Object.assign(new Error('wrapped', { cause }), { retriable: false, ...fields });
const origin = (fields: object) => Object.assign(new Error('connect ECONNREFUSED'), fields);

describe('a kafkajs error', () => {
  test('of a connection is an Unavailable that names servers, reason and setting, however deep it lies', () => {
    const error = toBusError(
      kafkaError({ name: 'KafkaJSNonRetriableError' }, origin({ name: 'KafkaJSConnectionError' })),
      'kafka:9092',
    );
    expect(error).toBeInstanceOf(Unavailable);
    expect(error.message).toBe(
      'Kafka at kafka:9092 is not reachable: connect ECONNREFUSED; check KAFKA_BOOTSTRAP_SERVERS',
    );
  });

  test('that ran out of retries of something retriable is an Unavailable', () => {
    const error = kafkaError({ name: 'KafkaJSNumberOfRetriesExceeded' }, origin({ retriable: true }));
    expect(isTransient(error)).toBe(true);
    expect(toBusError(error, 'k')).toBeInstanceOf(Unavailable);
  });

  test('that can never succeed is an error that may not be retried', () => {
    const error = toBusError(
      kafkaError({}, origin({ retriable: false, type: 'TOPIC_AUTHORIZATION_FAILED' })),
      'k',
    );
    expect(error).not.toBeInstanceOf(Unavailable);
    expect(error.message).toContain('Kafka at k refused');
  });

  test('of the protocol is known by its type', () => {
    expect(protocolErrorOf(kafkaError({}, origin({ type: 'ILLEGAL_GENERATION' })))).toBe(
      'ILLEGAL_GENERATION',
    );
    expect(protocolErrorOf(new Error('x'))).toBeUndefined();
    expect(protocolErrorOf('x')).toBeUndefined();
  });

  test('tells a running rebalance from a lost membership', () => {
    const running = origin({ type: 'REBALANCE_IN_PROGRESS' });
    const lost = origin({ type: 'UNKNOWN_MEMBER_ID' });
    expect([isRebalance(running), isMembershipLost(running)]).toEqual([true, false]);
    expect([isRebalance(lost), isMembershipLost(lost)]).toEqual([true, true]);
    expect(isRebalance(new Error('x'))).toBe(false);
  });

  /** What the origin says, and what is to be done. */
  const refusals: [object, RegExp][] = [
    [
      { name: 'KafkaJSSASLAuthenticationError', message: 'invalid credentials' },
      /refused the login \(invalid credentials\); check KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD$/,
    ],
    [
      {
        name: 'KafkaJSSASLAuthenticationError',
        message: 'SASL PLAIN mechanism is not supported by the server',
      },
      /refused the login \(.*\); check KAFKA_SASL_MECHANISM$/,
    ],
    [{ type: 'ILLEGAL_SASL_STATE' }, /expects no login on this port; .*remove KAFKA_SASL_MECHANISM$/],
    [
      { name: 'KafkaJSConnectionError', retriable: true, code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' },
      /asks for a certificate .*KAFKA_SSL_CERTIFICATE_FILE and KAFKA_SSL_KEY_FILE$/,
    ],
  ];

  test.each(refusals)(
    'of a server that does not let us in says what to set, and is not retried: %j',
    (cause, says) => {
      const error = toBusError(kafkaError({ name: 'KafkaJSNumberOfRetriesExceeded' }, origin(cause)), 'k:1');
      expect(error).toBeInstanceOf(AccessRefused);
      expect(error.message).toMatch(says);
      expect(toBusError(error, 'k:1')).toBe(error);
    },
  );

  test('of a broker that hung up says that it may want a login', () => {
    const error = toBusError(origin({ name: 'KafkaJSConnectionClosedError' }), 'k:1');
    expect(error).toBeInstanceOf(Unavailable);
    expect(error.message).toMatch(
      /check KAFKA_BOOTSTRAP_SERVERS, or, if it wants a login, KAFKA_SASL_MECHANISM$/,
    );
  });

  test('that is an Unavailable already stays as it is', () => {
    const error = new Unavailable('x');
    expect(toBusError(error, 'k')).toBe(error);
  });
});
