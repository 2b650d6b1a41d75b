import { createLogger, Lifecycle, runUntilSignal } from '@aiops/runtime';
import { startHelloApp } from './start-hello-app.ts';

const SHUTDOWN_GRACE_MS = 10_000;

process.exit(await main());

/** hello-app on its own: PORT (5001), HOST (127.0.0.1), OTEL_EXPORTER_OTLP_ENDPOINT and HELLO_PEER_URL from the environment. */
async function main(): Promise<number> {
  const { HOST = '127.0.0.1', PORT = '5001', OTEL_EXPORTER_OTLP_ENDPOINT, HELLO_PEER_URL } = process.env;
  const logger = createLogger({ service: 'hello-app', level: 'info', format: 'json' });
  const lifecycle = new Lifecycle(logger);
  try {
    return await runUntilSignal({
      logger,
      grace: SHUTDOWN_GRACE_MS,
      start: async () => {
        const app = await lifecycle.start(
          'hello-app',
          () =>
            startHelloApp({
              host: HOST,
              port: Number(PORT),
              otlpEndpoint: OTEL_EXPORTER_OTLP_ENDPOINT || undefined,
              peerUrl: HELLO_PEER_URL || undefined,
            }),
          (started) => started.close(),
        );
        logger.info({ url: app.url }, 'Ready.');
      },
      stop: () => lifecycle.stop(),
    });
  } catch (error) {
    logger.fatal((error as Error).message);
    return 1;
  }
}
