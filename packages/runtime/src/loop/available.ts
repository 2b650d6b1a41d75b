import { untilAvailable } from './retry.ts';
import type { TaskHost } from './task-host.ts';

/** Waits for a dependency for as long as it takes, and reports how it is. */
export async function available<T>(
  host: TaskHost,
  dependency: 'bus' | 'state',
  action: () => Promise<T>,
): Promise<T> {
  const result = await untilAvailable(action, {
    signal: host.signal,
    onUnavailable: (error) => host.reportDependency(dependency, false, error),
  });
  host.reportDependency(dependency, true);
  return result;
}
