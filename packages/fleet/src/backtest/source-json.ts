import type { SourceQuality } from './source-quality.ts';

/** The figures of a source for `--json`, null where there are none. */
export function sourceJson({ source, files, events, nab, nf1 }: SourceQuality): object {
  return {
    source,
    files,
    events,
    nab:
      nab === undefined
        ? null
        : { standard: nab.standard, reward_low_fp: nab.rewardLowFp, reward_low_fn: nab.rewardLowFn },
    nf1:
      nf1 === undefined
        ? null
        : {
            score: nf1.nf1,
            threshold: nf1.threshold,
            recall: nf1.recall,
            precision: nf1.precision,
            false_notifications: nf1.falseNotifications,
          },
  };
}
