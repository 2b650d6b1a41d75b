/** A value that no service can ever process, and the reason that its dead letter gives. */
export interface BrokenMessage {
  readonly kind: string;
  readonly value: Buffer | null;
  readonly reason: string;
}

const SAMPLE = '{"metric_name":"cpu_usage","labels":{"instance":"broken"},"values":[[1234567890,95.0]]}';
/** Above what a service reads. */
const TOO_LARGE = 6 * 1024 * 1024;

/** Ten ways in which a message on `aiops.metrics` can be broken. Brokers refuse the `large` one unless told to take it. */
export function brokenMessages(large: 'too large' | 'infinite number'): readonly BrokenMessage[] {
  const broken = (kind: string, reason: string, value: string | Buffer | null): BrokenMessage => ({
    kind,
    reason,
    value: typeof value === 'string' ? Buffer.from(value) : value,
  });
  return [
    broken('not JSON', 'not_json', 'cpu is high on broken'),
    broken('truncated JSON', 'not_json', SAMPLE.slice(0, -7)),
    broken('an array', 'not_an_object', `[${SAMPLE}]`),
    broken('a tombstone', 'tombstone', null),
    broken('invalid UTF-8', 'not_utf8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
    broken('a missing field', 'schema', '{"labels":{"instance":"broken"},"values":[[1234567890,95.0]]}'),
    broken('a wrong type', 'schema', SAMPLE.replace('"cpu_usage"', '["cpu_usage"]')),
    broken('NaN as text', 'schema', SAMPLE.replace('95.0', '"NaN"')),
    broken('deep nesting', 'too_deep', `{"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
    large === 'too large'
      ? broken('too large', 'too_large', `{"x":"${'x'.repeat(TOO_LARGE)}"}`)
      : broken('an infinite number', 'schema', SAMPLE.replace('95.0', '1e999')),
  ];
}
