import { type HttpServer, startHttpServer } from '@aiops/runtime';
import type { SourceHealth } from '../ports.ts';
import { createRedMetrics } from '../red-metrics.ts';
import { createOtlpRouter, OTLP, type ReceiverOptions } from './otlp/receiver.ts';
import { redMessages, requestSpans } from './otlp/request-spans.ts';

export interface OtlpOptions extends ReceiverOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** How long (ms) after the end of a 10 s window its requests are waited for. */
  readonly graceMs?: number;
}

/** The OTLP/HTTP endpoint with a listener of its own. */
export interface OtlpSource {
  /** Resolves once it listens. Rejects when the port is taken. */
  start(): Promise<void>;
  /** Takes no new request, lets those under way end, and hands out the windows that are still open. */
  stop(): Promise<void>;
  /** Publishes the request figures of the windows that are over. Never rejects. */
  flush(): Promise<void>;
  /** Port that it listens on, while it does. */
  port(): number | undefined;
  health(): SourceHealth;
}

const WINDOW_MS = 10_000;
const GRACE_MS = 2_000;
const REMEMBERED = 100_000;
/** Messages kept while the bus is away; older ones go first. */
const MAX_WAITING = 10_000;

export function createOtlpSource(options: OtlpOptions): OtlpSource {
  const { publish, resolver, now, logger, counters } = options;
  const red = createRedMetrics({ windowMs: WINDOW_MS, remembered: REMEMBERED });
  let waiting: ReturnType<typeof redMessages> = [];
  let server: HttpServer | undefined;
  const router = createOtlpRouter({
    ...options,
    onSpans(spans) {
      for (const span of requestSpans(spans)) {
        const fate = red.add(span);
        if (fate === 'late' || fate === 'dropped')
          counters?.lateSpans?.inc({ fate: fate === 'late' ? 'moved' : 'dropped' });
      }
    },
  });
  const flushUntil = async (until: number) => {
    const fresh = red.take(until).flatMap((sample) => redMessages(sample, resolver()));
    waiting = [...waiting, ...fresh].slice(-MAX_WAITING);
    if (waiting.length === 0) return;
    const sent = waiting;
    try {
      await publish(sent);
      waiting = waiting.filter((message) => !sent.includes(message));
    } catch (error) {
      logger.warn({ source: OTLP, waiting: waiting.length, err: error }, 'Request figures wait for the bus.');
    }
  };
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
      await flushUntil(Number.POSITIVE_INFINITY);
    },
    flush: () => flushUntil(now() - (options.graceMs ?? GRACE_MS)),
    port: () => server?.port,
    health: () =>
      server === undefined ? { up: false, detail: `not listening on port ${options.port}` } : { up: true },
  };
}
