import type { Logger } from '../telemetry/logger.ts';

export interface RunOptions {
  readonly logger: Logger;
  /** Longest time (ms) to drain, save and commit. */
  readonly grace: number;
  readonly stop: () => Promise<void>;
}

/**
 * Waits for SIGTERM, SIGINT or a crash, then stops within the grace time. Resolves to the exit code: 0 after a clean
 * stop, 1 after a crash or when the grace time was not enough. A second signal ends the wait at once.
 */
export async function runUntilSignal(options: RunOptions, crashed: Promise<Error>): Promise<number> {
  const cause = await Promise.race([
    signal('SIGTERM'),
    signal('SIGINT'),
    crashed.then((error) => ({ error })),
  ]);
  if ('error' in cause) options.logger.fatal({ err: cause.error }, cause.error.message);
  else options.logger.info({ signal: cause.signal }, 'Stopping: finishing what is in hand.');
  const again = Promise.race([signal('SIGTERM'), signal('SIGINT')]).then(() => false);
  const inTime = await Promise.race([options.stop().then(() => true), after(options.grace), again]);
  if (!inTime)
    options.logger.error(
      { graceMs: options.grace },
      'Did not stop in the grace time; what was not committed is redelivered.',
    );
  return 'error' in cause || !inTime ? 1 : 0;
}

function signal(name: NodeJS.Signals): Promise<{ signal: NodeJS.Signals }> {
  return new Promise((resolve) => process.once(name, () => resolve({ signal: name })));
}

function after(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref());
}
