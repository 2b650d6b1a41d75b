import { configFile, type LoadConfigOptions, loadConfig } from '@aiops/config';
import type { ConfigSource } from './service-context.ts';

/** Reads the settings and remembers where from. Throws {@link InvalidConfig}. */
export function configSource(options: LoadConfigOptions): ConfigSource {
  const load = () => loadConfig(options);
  return { file: configFile(options).file, initial: load(), load };
}
