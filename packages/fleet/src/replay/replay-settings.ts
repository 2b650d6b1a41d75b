import { loadConfig } from '@aiops/config';
import type { ReplayOptions } from './deployment.ts';

/** How cases are replayed, as people say it: plain JSON, so that it can be told to another process. */
export interface ReplaySettings {
  /** The settings file; that of the working directory unless given. */
  readonly configFile?: string | undefined;
  readonly keep?: string | undefined;
}

/** Throws {@link InvalidConfig} for settings that cannot be used. */
export function loadReplayOptions({ configFile, keep }: ReplaySettings): ReplayOptions {
  return {
    config: loadConfig({ env: process.env, ...(configFile === undefined ? {} : { file: configFile }) }),
    keep,
    now: () => performance.now(),
    onRefused: (text) => void process.stderr.write(`${text}\n`),
  };
}
