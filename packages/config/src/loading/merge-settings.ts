import { isSection } from '../settings.ts';
import type { Override } from './read-environment.ts';

type Section = Record<string, unknown>;

/**
 * The file's settings with those of the environment over them. A section that holds nothing (all its lines are comments)
 * is as good as none. Where the file has something else than a section, it is left for validation to report.
 */
export function mergeSettings(file: unknown, overrides: readonly Override[]): unknown {
  const merged = withoutEmptySections(file ?? {}, []);
  for (const { path, value } of overrides) {
    const section = path.slice(0, -1).reduce<unknown>(descend, merged);
    const key = path.at(-1);
    if (isObject(section) && key !== undefined) section[key] = value;
  }
  return merged;
}

function descend(section: unknown, key: string): unknown {
  if (!isObject(section)) return undefined;
  section[key] ??= {};
  return section[key];
}

function withoutEmptySections(value: unknown, path: readonly string[]): unknown {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key, item]) => item !== null || !isSection([...path, key]));
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutEmptySections(item, [...path, key])]));
}

function isObject(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
