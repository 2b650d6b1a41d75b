import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startLoki } from './loki.ts';
import { checkPromtailConfiguration, startPromtail } from './promtail.ts';
import { repositoryFile } from './repository.ts';

const configuration = `
server:
  http_listen_port: 9080
positions:
  filename: /tmp/positions.yaml
clients:
  - url: http://loki:3100/loki/api/v1/push
    batchwait: 100ms
scrape_configs:
  - job_name: network
    static_configs:
      - targets: [localhost]
        labels:
          job: network-devices
          __path__: /var/log/network-device-logs/*.log
    pipeline_stages:
      - regex:
          expression: '^(?P<device>\\S+) '
      - labels:
          device:
`;

describe('Promtail', () => {
  let loki: Awaited<ReturnType<typeof startLoki>>;
  let promtail: Awaited<ReturnType<typeof startPromtail>>;
  beforeAll(async () => {
    loki = await startLoki();
    promtail = await startPromtail({
      configuration,
      addresses: { 'loki:3100': `127.0.0.1:${loki.ports.http}` },
    });
  }, 90 * 60_000);
  afterAll(async () => {
    await promtail?.stop();
    await loki?.stop();
  });

  const lines = async () => {
    const query = new URLSearchParams({ query: '{job="network-devices",device="sw1"}', since: '1h' });
    const response = await fetch(`${loki.url}/loki/api/v1/query_range?${query}`);
    const { data } = (await response.json()) as { data: { result: { values: [string, string][] }[] } };
    return data.result.flatMap(({ values }) => values.map(([, line]) => line));
  };

  test('sends the lines of the shared folder to Loki, once, also after a restart', async () => {
    const file = join(promtail.logFolder, 'switches.log');
    writeFileSync(file, 'sw1 link down\nsw2 link down\n');
    await vi.waitFor(async () => expect(await lines()).toEqual(['sw1 link down']), { timeout: 40_000 });
    await promtail.restart();
    appendFileSync(file, 'sw1 link up\n');
    await vi.waitFor(async () => expect((await lines()).sort()).toEqual(['sw1 link down', 'sw1 link up']), {
      timeout: 40_000,
    });
  }, 120_000);

  test('accepts the configuration of this project', async () => {
    await checkPromtailConfiguration(repositoryFile('config/promtail/promtail.yml'));
  });

  test('says what is wrong with a configuration', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aiops-promtail-check-'));
    const file = join(folder, 'promtail.yml');
    try {
      writeFileSync(file, configuration);
      await checkPromtailConfiguration(file);
      writeFileSync(file, configuration.replace('scrape_configs', 'scrape_config'));
      await expect(checkPromtailConfiguration(file)).rejects.toThrow(/field scrape_config not found/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
