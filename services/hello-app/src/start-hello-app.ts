import { type HttpServer, startHttpServer, startTracing } from '@aiops/runtime';
import type { Tracer } from '@opentelemetry/api';
import { createHelloRouter } from './create-hello-app.ts';

export interface StartHelloAppOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Base URL of the OTLP/HTTP receiver that gets the traces; without one nothing is recorded. */
  readonly otlpEndpoint?: string | undefined;
  /** Base URL of the instance that `/call` calls; itself when absent. */
  readonly peerUrl?: string | undefined;
  /** Used instead of a tracer of its own. */
  readonly tracer?: Tracer;
}

/** Starts hello-app as service `hello-app`. Rejects with PortUnavailable when the port is taken. Closing sends the last spans. */
export async function startHelloApp(options: StartHelloAppOptions): Promise<HttpServer> {
  const { host, port, peerUrl } = options;
  const tracing =
    options.tracer === undefined
      ? await startTracing({ service: 'hello-app', endpoint: options.otlpEndpoint })
      : { tracer: options.tracer, shutdown: async () => undefined };
  const routers = [createHelloRouter({ tracer: tracing.tracer, peerUrl })];
  const server = await startHttpServer({ purpose: 'hello-app', host, port, setting: 'PORT', routers });
  return {
    ...server,
    async close() {
      await server.close();
      await tracing.shutdown();
    },
  };
}
