import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '@aiops/config';
import { type Bus, type Logger, openBus, Unavailable } from '@aiops/runtime';
import { UsageError } from './command.ts';

const PAUSE_MS = 500;

/**
 * The Kafka of the configuration, asked again for up to `waitMs` while it does not answer yet. Rejects with `Unavailable`
 * after that, and with a `UsageError` when no broker is configured: the in-memory bus would be nobody else's.
 */
export async function connectKafka(config: Config, logger: Logger, waitMs: number): Promise<Bus> {
  const servers = config.messaging.kafka.bootstrap_servers;
  if (servers === undefined) {
    throw new UsageError(
      'Set KAFKA_BOOTSTRAP_SERVERS (host:port): without a broker there are no topics to look at.',
    );
  }
  const deadline = Date.now() + waitMs;
  for (let told = false; ; told = true) {
    try {
      return await openBus(config, logger);
    } catch (error) {
      if (!(error instanceof Unavailable) || Date.now() + PAUSE_MS > deadline) throw error;
      if (!told) process.stderr.write(`Waiting for Kafka at ${servers} (up to ${waitMs / 1000} s) …\n`);
    }
    await sleep(PAUSE_MS);
  }
}
