import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sampleTrace, traceIdOf } from '../testing/sample-traces.ts';
import { startOtelCollector } from './otel-collector.ts';
import { startTempo } from './tempo.ts';

const configuration = (exporter: string) => `
receivers:
  otlp:
    protocols:
      http:
        endpoint: 0.0.0.0:4318
exporters:
  otlp_http:
    endpoint: http://tempo:4318
  otlp_grpc:
    endpoint: tempo:4317
    tls: { insecure: true }
extensions:
  health_check:
    endpoint: 0.0.0.0:13133
service:
  extensions: [health_check]
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [${exporter}]
`;

describe('the stand-in for Tempo as a process', () => {
  let tempo: Awaited<ReturnType<typeof startTempo>>;
  beforeAll(async () => {
    tempo = await startTempo();
  });
  afterAll(async () => {
    await tempo?.stop();
  });
  const push = (url: string) =>
    fetch(`${url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sampleTrace(1)),
    });

  test('is empty after a crash and takes traces again on the same ports', async () => {
    expect((await push(tempo.otlpUrl)).status).toBe(200);
    expect((await fetch(`${tempo.url}/api/traces/abc001`)).status).toBe(200);
    await tempo.kill();
    await tempo.restart();
    expect((await fetch(`${tempo.url}/api/traces/abc001`)).status).toBe(404);
    expect((await push(tempo.otlpUrl)).status).toBe(200);
  });

  const timeoutMs = 30 * 60_000;
  test.each(['otlp_http', 'otlp_grpc'])(
    'holds what the Collector sends by %s, as it was',
    { timeout: timeoutMs },
    async (exporter) => {
      await tempo.restart();
      const collector = await startOtelCollector({
        configuration: configuration(exporter),
        addresses: {
          'tempo:4317': `127.0.0.1:${tempo.ports.grpc}`,
          'tempo:4318': `127.0.0.1:${tempo.ports.otlp}`,
        },
      });
      try {
        expect((await push(collector.url)).status).toBe(200);
        const asked = `${tempo.url}/api/traces/${traceIdOf(1)}`;
        const sent = await vi.waitFor(
          async () => {
            const response = await fetch(asked);
            expect(response.status).toBe(200);
            return response.json();
          },
          { timeout: 20_000 },
        );
        await tempo.restart();
        await push(tempo.otlpUrl);
        expect(sent).toEqual(await (await fetch(asked)).json());
      } finally {
        await collector.stop();
      }
    },
  );
});
