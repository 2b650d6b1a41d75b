import { loadConfig } from '@aiops/config';
import type { Moment, ReplayOptions } from './deployment.ts';

/** How cases are replayed, as people say it: plain JSON, so that it can be told to another process. */
export interface ReplaySettings {
  /** The settings file; that of the working directory unless given. */
  readonly configFile?: string | undefined;
  readonly moment: Moment;
  readonly keep?: string | undefined;
}

/** Throws {@link InvalidConfig} for settings that cannot be used. */
export function loadReplayOptions({ configFile, moment, keep }: ReplaySettings): ReplayOptions {
  return {
    config: loadConfig({ env: process.env, ...(configFile === undefined ? {} : { file: configFile }) }),
    moment,
    keep,
    now: () => performance.now(),
  };
}
