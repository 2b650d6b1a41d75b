import { type Config, changedSettings, InvalidConfig } from '@aiops/config';
import type { RuleSet } from '@aiops/detectors';
import type { ConfigSource, Logger, Metrics } from '@aiops/runtime';
import { type MuteSet, muteSet } from '../mutes/mute-set.ts';
import { enabledRules } from '../rules/enabled-rules.ts';

/** The rules and mutes as the settings file has them now. */
export interface LiveSettings {
  rules(): RuleSet;
  mutes(): MuteSet;
  /** Reads the settings again. `isThere` is false when the file is gone; then, as for a bad file, all stays as it is. */
  reload(file: { readonly isThere: boolean }): void;
}

export interface LiveSettingsOptions {
  readonly source: ConfigSource;
  readonly service: string;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'configReloaded' | 'configReloadedAt'>;
  /** The clock, in epoch ms. */
  readonly now: () => number;
}

const FOLLOWED = ['anomaly_detection.rules', 'anomaly_detection.mutes'];

/**
 * Rules and mutes that follow their file. Each are replaced as a whole or not at all: a message is judged by those of before or
 * of after. Only they are taken over; of other settings the log says that they need a restart.
 */
export function createLiveSettings({
  source,
  service,
  logger,
  metrics,
  now,
}: LiveSettingsOptions): LiveSettings {
  const { file, initial } = source;
  let applied = initial.anomaly_detection;
  let rules = enabledRules(applied.rules);
  let mutes = muteSet(applied.mutes);
  let toRestart = '';
  // A file that nobody named may be missing from the start.
  let wasThere = false;

  const succeeded = () => {
    metrics.configReloaded.set({ service }, 1);
    metrics.configReloadedAt.set({ service }, now() / 1000);
  };
  const failed = (problems: readonly string[]) => {
    metrics.configReloaded.set({ service }, 0);
    logger.error({ file, problems }, 'The settings cannot be used; rules and mutes stay as they were.');
  };
  const tellRestart = (config: Config) => {
    const changed = changedSettings(initial, config).filter((path) => !FOLLOWED.includes(path));
    if (changed.length > 0 && changed.join() !== toRestart) {
      logger.warn({ file, settings: changed }, 'These settings changed and take effect after a restart.');
    }
    toRestart = changed.join();
  };

  const take = ({ anomaly_detection: next }: Config) => {
    const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
    if (!isSame(next.rules, applied.rules)) {
      rules = enabledRules(next.rules);
      logger.info({ file, rules: names(next.rules) }, 'The rules were read again and are in effect.');
    }
    if (!isSame(next.mutes, applied.mutes)) {
      mutes = muteSet(next.mutes);
      logger.info({ file, mutes: names(next.mutes) }, 'The mutes were read again and are in effect.');
    }
    applied = next;
  };

  succeeded();
  return {
    rules: () => rules,
    mutes: () => mutes,
    reload({ isThere }) {
      if (!isThere && wasThere) return failed([`${file}: expected a readable file, but it is gone`]);
      wasThere ||= isThere;
      let config: Config;
      try {
        config = source.load();
      } catch (error) {
        if (!(error instanceof InvalidConfig)) throw error;
        return failed(error.problems);
      }
      succeeded();
      tellRestart(config);
      take(config);
    },
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
