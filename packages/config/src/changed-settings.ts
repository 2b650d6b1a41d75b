import type { Config } from './schema.ts';
import { settings } from './settings.ts';
import { valueAt } from './value-at.ts';

/** Paths of the settings in which two configurations differ, in the order of the documentation. Values are not told: some are secrets. */
export function changedSettings(before: Config, after: Config): string[] {
  const written = (config: Config, path: string) => JSON.stringify(valueAt(config, path.split('.')));
  return settings
    .map(({ path }) => path)
    .filter((path) => !path.includes('[]') && written(before, path) !== written(after, path));
}
