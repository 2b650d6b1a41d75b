import { describe, expect, test } from 'vitest';
import { portChoice } from './testbed-ports.ts';

const servers = [
  { name: 'loki', ports: { http: 3100, grpc: 9095 } },
  { name: 'redis', ports: { redis: 6379 } },
];

describe('the ports that a user chooses', () => {
  test('are single ones and a shift', () => {
    expect(portChoice(['loki.http=23100', 'redis.redis=1'], '20000', servers)).toEqual({
      chosen: { 'loki.http': 23_100, 'redis.redis': 1 },
      shift: 20_000,
    });
    expect(portChoice([], undefined, servers)).toEqual({ chosen: {} });
  });

  test.each([
    ['loki.grcp=1', 'there is loki.http, loki.grpc'],
    ['loki=1', 'there is loki.http, loki.grpc'],
    ['kafka.client=1', 'for instance loki.http=23100'],
    ['loki.http', 'expected SERVER.PORT=NUMBER'],
    ['loki.http=http', 'expected SERVER.PORT=NUMBER'],
    ['loki.http=70000', 'a port is a number from 1 to 65535'],
    ['loki.http=0', 'a port is a number from 1 to 65535'],
  ])('are refused with advice: %s', (text, advice) => {
    expect(() => portChoice([text], undefined, servers)).toThrow(advice);
  });

  test.each(['-1', 'many', '1e3', ''])('are refused for a shift of "%s"', (shift) => {
    expect(() => portChoice([], shift, servers)).toThrow('--port-shift wants a number from 0 to 65535');
  });
});
