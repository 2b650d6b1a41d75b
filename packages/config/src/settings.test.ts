import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { configurationPage } from './configuration-page.ts';
import { environmentVariables } from './environment.ts';
import { settings } from './settings.ts';

describe('every setting', () => {
  test.each(settings.map((setting) => [setting.path, setting] as const))(
    '%s is described',
    (_path, setting) => {
      expect(setting.description).not.toBe('');
      expect(setting.kind).not.toBe('');
      expect(configurationPage()).toContain(`| \`${setting.path}\` |`);
    },
  );

  test('has its line in the file that comes with the fleet, if only in a comment', () => {
    const file = readFileSync(fileURLToPath(new URL('../../../config/aiops.yml', import.meta.url)), 'utf8');
    const missing = settings.filter(({ path, secret }) => {
      const key = path.split('.').at(-1) ?? '';
      return !secret && !new RegExp(`(?:^|[\\s{-])${key}:`, 'm').test(file);
    });
    expect(missing).toEqual([]);
  });
});

test('every environment variable sets a setting that there is, and no two set the same', () => {
  const paths = environmentVariables.map(({ path }) => path);
  expect(paths.filter((path) => !settings.some((setting) => setting.path === path))).toEqual([]);
  expect(new Set(paths).size).toBe(paths.length);
});

test('every variable that users know from the start is there', () => {
  const names: readonly string[] = environmentVariables.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'KAFKA_BOOTSTRAP_SERVERS',
      'REDIS_HOST',
      'REDIS_PORT',
      'NEO4J_URI',
      'NEO4J_USER',
      'NEO4J_PASSWORD',
      'DETECTION_WINDOW',
      'ANOMALY_THRESHOLD',
      'CORRELATION_WINDOW',
      'MAX_GRAPH_DEPTH',
      'INGESTION_INTERVAL',
      'VICTORIAMETRICS_URL',
      'LOKI_URL',
      'TEMPO_URL',
      'GRAFANA_URL',
      'ALERTMANAGER_URL',
      'KAFKA_NUM_PARTITIONS',
      'KAFKA_REPLICATION_FACTOR',
    ]),
  );
});
