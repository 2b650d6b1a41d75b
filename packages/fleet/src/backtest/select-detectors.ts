import type { Config } from '@aiops/config';
import { UsageError } from '../commands/command.ts';

type Detection = Config['anomaly_detection'];

export interface DetectorChoice {
  /** Only this one. */
  readonly only?: string | undefined;
  /** All that are enabled but this one. */
  readonly without?: string | undefined;
}

/** The settings with other detectors enabled. Throws a `UsageError` for a detector that the settings do not list. */
export function selectDetectors(config: Detection, { only, without }: DetectorChoice): Detection {
  if (only !== undefined && without !== undefined) {
    throw new UsageError('--detector and --without: choose one of them');
  }
  const named = only ?? without;
  if (named === undefined) return config;
  if (!config.detectors.some(({ name }) => name === named)) {
    const known = config.detectors.map(({ name }) => name).join(', ');
    throw new UsageError(`No detector "${named}" in the settings; they list ${known || 'none'}`);
  }
  const detectors = config.detectors.map((detector) => ({
    ...detector,
    enabled: only === undefined ? detector.enabled && detector.name !== without : detector.name === only,
  }));
  if (!detectors.some(({ enabled }) => enabled)) {
    throw new UsageError(`--without ${named}: no enabled detector is left`);
  }
  return { ...config, detectors };
}
