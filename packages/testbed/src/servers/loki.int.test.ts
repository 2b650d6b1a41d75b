import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startLoki } from './loki.ts';
import { isPortOpen } from './ports.ts';

describe('Loki on the configuration of this project', () => {
  let loki: Awaited<ReturnType<typeof startLoki>>;
  beforeAll(async () => {
    loki = await startLoki();
  }, 90 * 60_000);
  afterAll(async () => {
    await loki?.stop();
  });

  const push = async (line: string, host: string) => {
    const response = await fetch(`${loki.url}/loki/api/v1/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        streams: [{ stream: { job: 'test', host }, values: [[`${Date.now()}000000`, line]] }],
      }),
    });
    expect(response.status).toBe(204);
  };
  const linesOf = async (host: string) => {
    const query = new URLSearchParams({ query: `{job="test",host="${host}"}`, since: '1h' });
    const response = await fetch(`${loki.url}/loki/api/v1/query_range?${query}`);
    expect(response.status).toBe(200);
    const { data } = (await response.json()) as { data: { result: { values: [string, string][] }[] } };
    return data.result.flatMap(({ values }) => values.map(([, line]) => line));
  };

  test('gives back the line that was pushed, and not those of others', async () => {
    await push('link down', 'sw1');
    await push('fan failed', 'sw2');
    await vi.waitFor(async () => expect(await linesOf('sw1')).toEqual(['link down']), { timeout: 20_000 });
  });

  test('has what was pushed when it comes back after a crash', async () => {
    await push('power lost', 'sw3');
    await loki.kill();
    expect(await isPortOpen(loki.ports.http ?? 0)).toBe(false);
    await loki.restart();
    await vi.waitFor(async () => expect(await linesOf('sw3')).toEqual(['power lost']), { timeout: 20_000 });
  });

  test('leaves no process and no folder when it is stopped', async () => {
    const another = await startLoki();
    const [running] = another.processes;
    await another.stop();
    expect(running?.isRunning()).toBe(false);
    expect(existsSync(another.folder)).toBe(false);
  });
});
