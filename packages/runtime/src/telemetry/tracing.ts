import { ProxyTracerProvider, type Tracer } from '@opentelemetry/api';

export interface Tracing {
  readonly tracer: Tracer;
  /** Sends what is buffered and stops. */
  shutdown(): Promise<void>;
}

export interface TracingOptions {
  readonly service: string;
  /** Base URL of an OTLP/HTTP receiver; without one nothing is recorded and the SDK is not even loaded. */
  readonly endpoint: string | undefined;
}

/** A tracer of its own for each service, so that services sharing a process keep their names. */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  if (options.endpoint === undefined) {
    return { tracer: new ProxyTracerProvider().getTracer(options.service), shutdown: async () => undefined };
  }
  // Imported only when wanted: the SDK costs more than a second of start-up.
  const [{ node, resources, tracing }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${options.endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new node.NodeTracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': options.service }),
    spanProcessors: [new tracing.BatchSpanProcessor(exporter, { scheduledDelayMillis: 500 })],
  });
  return { tracer: provider.getTracer('aiops'), shutdown: () => provider.shutdown() };
}
