import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startOtelCollector, validateCollectorConfiguration } from './otel-collector.ts';
import { repositoryFile } from './repository.ts';

const configuration = `
receivers:
  otlp:
    protocols:
      grpc: { endpoint: 0.0.0.0:4317 }
      http: { endpoint: 0.0.0.0:4318 }
processors:
  memory_limiter: { check_interval: 1s, limit_mib: 256 }
  batch: { timeout: 100ms }
connectors:
  spanmetrics: { metrics_flush_interval: 1s }
exporters:
  otlp/tempo: { endpoint: "tempo:4317", tls: { insecure: true } }
  otlphttp/sink: { endpoint: "http://sink:4318", encoding: json, compression: none }
  kafka:
    brokers: ["kafka:29092"]
    traces: { topic: otlp_spans, encoding: otlp_json }
  prometheusremotewrite: { endpoint: "http://victoriametrics:8428/api/v1/write" }
  debug: {}
extensions:
  health_check: { endpoint: 0.0.0.0:13133 }
service:
  extensions: [health_check]
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter, batch]
      exporters: [otlphttp/sink, debug, spanmetrics]
    metrics:
      receivers: [spanmetrics]
      exporters: [debug]
`;

const span = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              name: 'GET /cart',
              kind: 2,
              startTimeUnixNano: '1767225600000000000',
              endTimeUnixNano: '1767225600050000000',
            },
          ],
        },
      ],
    },
  ],
};

describe('the OpenTelemetry Collector', () => {
  let collector: Awaited<ReturnType<typeof startOtelCollector>>;
  let sink: Server;
  const received: { path: string; body: typeof span }[] = [];
  beforeAll(async () => {
    sink = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
      response.setHeader('content-type', 'application/json').end('{}');
    });
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
    const { port } = sink.address() as AddressInfo;
    collector = await startOtelCollector({ configuration, addresses: { 'sink:4318': `127.0.0.1:${port}` } });
  }, 90 * 60_000);
  afterAll(async () => {
    await collector?.stop();
    sink?.close();
  });

  test('passes a span on that came by OTLP over HTTP', async () => {
    const response = await fetch(`${collector.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(span),
    });
    expect(response.status).toBe(200);
    await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 20_000 });
    expect(received[0]?.path).toBe('/v1/traces');
    expect(received[0]?.body.resourceSpans[0]?.scopeSpans[0]?.spans[0]).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      name: 'GET /cart',
      kind: 2,
    });
  });

  test('accepts the configuration of this project', async () => {
    await validateCollectorConfiguration(repositoryFile('config/otel/otel-collector.yml'));
  });

  test('knows every part that the project configures, and refuses what it does not know', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aiops-collector-check-'));
    const file = join(folder, 'collector.yml');
    try {
      const all = configuration.replace('[debug]', '[debug, prometheusremotewrite]');
      writeFileSync(file, all.replace('debug, spanmetrics', 'debug, spanmetrics, kafka, otlp/tempo'));
      await validateCollectorConfiguration(file);
      writeFileSync(file, all.replace('check_interval', 'check_intervall'));
      await expect(validateCollectorConfiguration(file)).rejects.toThrow(/check_intervall/);
      writeFileSync(file, all.replace('exporters: [debug', 'exporters: [nowhere'));
      await expect(validateCollectorConfiguration(file)).rejects.toThrow(/nowhere/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
