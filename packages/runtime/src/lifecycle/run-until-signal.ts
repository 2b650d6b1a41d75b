import type { Logger } from '../telemetry/logger.ts';

export interface RunOptions {
  readonly logger: Logger;
  /** Longest time (ms) to drain, save and commit. */
  readonly grace: number;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Resolves when the process cannot go on; never, unless set. */
  readonly crashed?: Promise<Error>;
}

/**
 * Starts, waits for SIGTERM, SIGINT or a crash, then stops within the grace time. A signal counts from the beginning: the
 * first process of a container has no default for it. Resolves to the exit code: 0 after a clean stop, 1 after a crash or
 * when the grace time was not enough. A second signal ends the wait at once. Rejects when the start fails.
 */
export async function runUntilSignal(options: RunOptions): Promise<number> {
  const signalled = Promise.race([signal('SIGTERM'), signal('SIGINT')]);
  const ended = Promise.race([signalled, (options.crashed ?? never).then((error) => ({ error }))]);
  const started = options.start();
  const cause = await Promise.race([ended, started.then(() => ended)]);
  // What was still starting meets closed parts now; that is no news.
  started.catch(() => undefined);
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

const never = new Promise<never>(() => undefined);

function signal(name: NodeJS.Signals): Promise<{ signal: NodeJS.Signals }> {
  return new Promise((resolve) => process.once(name, () => resolve({ signal: name })));
}

function after(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref());
}
