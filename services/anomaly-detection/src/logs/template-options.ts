import type { Config } from '@aiops/config';

/** Settings that the judgements about templates share. Times are ms. */
export type TemplateOptions = Config['anomaly_detection']['logs'] & {
  /** Score from which something is anomalous. */
  readonly threshold: number;
};
