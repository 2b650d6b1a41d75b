import { formatDuration } from '@aiops/contracts';
import { redactUrl } from './redact-url.ts';
import type { Config } from './schema.ts';
import { type Setting, settings } from './settings.ts';
import { valueAt } from './value-at.ts';

/**
 * The settings in effect by path, as they would be written in the file, for the log at start. A secret that is set reads
 * `(set)`, a URL loses its user and password; settings without a value are left out.
 */
export function describeConfig(config: Config): Record<string, unknown> {
  const described: Record<string, unknown> = {};
  for (const setting of settings) {
    if (setting.path.includes('[]')) continue;
    const value = valueAt(config, setting.path.split('.'));
    if (value !== undefined) described[setting.path] = show(value, setting);
  }
  return described;
}

function show(value: unknown, setting: Setting | undefined): unknown {
  if (setting?.secret) return '(set)';
  if (setting?.kind === 'duration' && typeof value === 'number') return formatDuration(value);
  if (typeof value === 'string') return redactUrl(value);
  if (Array.isArray(value)) return value.map((item) => showItem(item, setting?.path ?? ''));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, show(item, undefined)]));
}

function showItem(item: unknown, list: string): unknown {
  if (typeof item !== 'object' || item === null) return show(item, undefined);
  const settingOf = (key: string) => settings.find(({ path }) => path === `${list}[].${key}`);
  return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, show(value, settingOf(key))]));
}
