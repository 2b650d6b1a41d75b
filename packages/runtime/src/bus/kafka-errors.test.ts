import { describe, expect, test } from 'vitest';
import { Unavailable } from '../errors.ts';
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

  test('that is an Unavailable already stays as it is', () => {
    const error = new Unavailable('x');
    expect(toBusError(error, 'k')).toBe(error);
  });
});
