import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where programs that the testbed fetched or built are kept, for all clones of this user: below XDG_CACHE_HOME or ~/.cache.
 * It may be removed at any time when no server runs; it is filled again.
 */
export function cacheFolder(...parts: readonly string[]): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'aiops-testbed', ...parts);
}
