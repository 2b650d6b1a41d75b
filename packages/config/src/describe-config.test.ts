import { expect, test } from 'vitest';
import { describeConfig } from './describe-config.ts';
import { configSchema } from './schema.ts';

const secrets = {
  storage: {
    redis: { host: 'redis', password: 'hunter2' },
    neo4j: { uri: 'bolt://admin:hunter2@neo4j:7687', password: 'hunter2' },
  },
  messaging: { kafka: { sasl: { mechanism: 'plain', username: 'aiops', password: 'hunter2' } } },
  data_ingestion: { loki_url: 'http://admin:hunter2@loki:3100' },
};

test('no secret is in the description, and none is left in an address', () => {
  const described = describeConfig(configSchema.parse(secrets));
  expect(JSON.stringify(described)).not.toContain('hunter2');
  expect(described).toMatchObject({
    'storage.redis.password': '(set)',
    'storage.neo4j.password': '(set)',
    'messaging.kafka.sasl.password': '(set)',
    'storage.neo4j.uri': 'bolt://(redacted)@neo4j:7687',
    'data_ingestion.loki_url': 'http://(redacted)@loki:3100',
  });
});

test('settings read as they are written in the file', () => {
  const described = describeConfig(configSchema.parse({}));
  expect(described).toMatchObject({
    'anomaly_detection.detection_window': '5m',
    'anomaly_detection.anomaly_threshold': 2,
    'messaging.kafka.num_partitions': 3,
    'processing.shutdown_grace': '10s',
  });
  expect(described['anomaly_detection.rules']).toContainEqual({
    name: 'cpu_high',
    enabled: true,
    metric: 'cpu_usage',
    comparison: 'above',
    threshold: 90,
    hold: '5m',
    severity: 'high',
  });
});

test('a setting without a value is left out', () => {
  const described = describeConfig(configSchema.parse({}));
  expect(Object.keys(described).filter((path) => described[path] === undefined)).toEqual([]);
  expect(described).not.toHaveProperty(['storage.redis.password']);
});
