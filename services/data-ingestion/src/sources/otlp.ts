import { type HttpServer, startHttpServer } from '@aiops/runtime';
import type { SourceHealth } from '../ports.ts';
import { createOtlpRouter, type ReceiverOptions } from './otlp/receiver.ts';

export interface OtlpOptions extends ReceiverOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** The OTLP/HTTP endpoint with a listener of its own. */
export interface OtlpSource {
  /** Resolves once it listens. Rejects when the port is taken. */
  start(): Promise<void>;
  /** Takes no new request and lets those under way end. */
  stop(): Promise<void>;
  /** Port that it listens on, while it does. */
  port(): number | undefined;
  health(): SourceHealth;
}

export function createOtlpSource(options: OtlpOptions): OtlpSource {
  let server: HttpServer | undefined;
  const router = createOtlpRouter(options);
  return {
    async start() {
      const { host, port } = options;
      const purpose = 'OTLP/HTTP receiver';
      server = await startHttpServer({ purpose, host, port, setting: 'OTLP_PORT', routers: [router] });
    },
    async stop() {
      const closing = server;
      server = undefined;
      await closing?.close();
    },
    port: () => server?.port,
    health: () =>
      server === undefined ? { up: false, detail: `not listening on port ${options.port}` } : { up: true },
  };
}
