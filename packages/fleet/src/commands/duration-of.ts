import { parseDuration } from '@aiops/contracts';
import { UsageError } from './command.ts';

/** Milliseconds of an option such as `--timeout 120s`. Throws a `UsageError` that names the option. */
export function durationOf(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined)
    throw new UsageError(`${option}: expected a duration such as 90s or 2m, received "${text}"`);
  return ms;
}
