import { expect, test } from 'vitest';
import { changedSettings } from './changed-settings.ts';
import { configSchema } from './schema.ts';

const parse = (input: object) => configSchema.parse(input);

test('the settings that differ are named, a list as a whole, and no secret is told', () => {
  const before = parse({ storage: { redis: { password: 'one' } } });
  const after = parse({
    logging: { level: 'debug' },
    anomaly_detection: { rules: [{ name: 'cpu_high' }] },
    storage: { redis: { password: 'two' } },
  });
  expect(changedSettings(before, after)).toEqual([
    'anomaly_detection.rules',
    'storage.redis.password',
    'logging.level',
  ]);
  expect(changedSettings(after, after)).toEqual([]);
});
