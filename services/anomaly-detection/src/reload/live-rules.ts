import { type Config, changedSettings, InvalidConfig } from '@aiops/config';
import type { RuleSet } from '@aiops/detectors';
import type { ConfigSource, Logger, Metrics } from '@aiops/runtime';
import { enabledRules } from '../rules/enabled-rules.ts';

/** The rules as the settings file has them now. */
export interface LiveRules {
  current(): RuleSet;
  /** Reads the settings again. `isThere` is false when the file is gone; then, as for a bad file, the rules stay as they are. */
  reload(file: { readonly isThere: boolean }): void;
}

export interface LiveRulesOptions {
  readonly source: ConfigSource;
  readonly service: string;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'configReloaded' | 'configReloadedAt'>;
  /** The clock, in epoch ms. */
  readonly now: () => number;
}

const RULES = 'anomaly_detection.rules';

/**
 * Rules that follow their file. They are replaced as a whole or not at all: a message is judged by the rules of before or
 * of after. Only rules are taken over; of other settings the log says that they need a restart.
 */
export function createLiveRules({ source, service, logger, metrics, now }: LiveRulesOptions): LiveRules {
  const { file, initial } = source;
  let applied = initial.anomaly_detection.rules;
  let current = enabledRules(applied);
  let toRestart = '';
  // A file that nobody named may be missing from the start.
  let wasThere = false;

  const succeeded = () => {
    metrics.configReloaded.set({ service }, 1);
    metrics.configReloadedAt.set({ service }, now() / 1000);
  };
  const failed = (problems: readonly string[]) => {
    metrics.configReloaded.set({ service }, 0);
    logger.error({ file, problems }, 'The settings cannot be used; the rules stay as they were.');
  };
  const tellRestart = (config: Config) => {
    const changed = changedSettings(initial, config).filter((path) => path !== RULES);
    if (changed.length > 0 && changed.join() !== toRestart) {
      logger.warn({ file, settings: changed }, 'These settings changed and take effect after a restart.');
    }
    toRestart = changed.join();
  };

  succeeded();
  return {
    current: () => current,
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
      const { rules } = config.anomaly_detection;
      if (JSON.stringify(rules) === JSON.stringify(applied)) return;
      applied = rules;
      current = enabledRules(rules);
      logger.info(
        { file, rules: rules.map(({ name }) => name) },
        'The rules were read again and are in effect.',
      );
    },
  };
}
