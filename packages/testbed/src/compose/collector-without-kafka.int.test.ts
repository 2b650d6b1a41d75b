import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startOtelCollector } from '../servers/otel-collector.ts';

/** What the traces file is by itself: a collector whose `kafka`, `tempo` and `victoriametrics` nobody has started. */
describe('the collector of this project without a broker', () => {
  let collector: Awaited<ReturnType<typeof startOtelCollector>>;
  let metrics: Server;
  let written = 0;
  beforeAll(async () => {
    metrics = createServer((request, response) => {
      written += 1;
      request.resume().on('end', () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => metrics.listen(0, '127.0.0.1', resolve));
    const { port } = metrics.address() as AddressInfo;
    collector = await startOtelCollector({ addresses: { 'victoriametrics:8428': `127.0.0.1:${port}` } });
  }, 90 * 60_000);
  afterAll(async () => {
    await collector?.kill();
    await collector?.stop();
    metrics?.close();
  });

  const send = (index: number) =>
    fetch(`${collector.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        resourceSpans: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'hello-app' } }] },
            scopeSpans: [
              {
                spans: Array.from({ length: 200 }, (_, number) => ({
                  traceId: (index * 1000 + number + 1).toString(16).padStart(32, '0'),
                  spanId: (number + 1).toString(16).padStart(16, '0'),
                  name: 'index-request',
                  kind: 2,
                  startTimeUnixNano: '1767225600000000000',
                  endTimeUnixNano: '1767225600050000000',
                  attributes: [{ key: 'pad', value: { stringValue: 'x'.repeat(1000) } }],
                })),
              },
            ],
          },
        ],
      }),
    });

  test('takes every span although its queue for Kafka is long full, and still counts them', async () => {
    // 100 × 200 spans of more than 1 kB are more than twice what that queue holds.
    for (let index = 0; index < 100; index += 1) expect((await send(index)).status).toBe(200);
    await vi.waitFor(() => expect(written).toBeGreaterThan(0), { timeout: 40_000, interval: 200 });
    expect((await fetch(`http://127.0.0.1:${collector.ports.health}/`)).status).toBe(200);
  });
});
