import { type Config, type SimpleThreshold, simpleThreshold } from '@aiops/config';
import { sqlText } from './render.ts';

/** A rule that SQL can follow: each series by itself is above, or below, a constant for a time. */
export interface HeldRule extends SimpleThreshold {
  readonly name: string;
  readonly metric: string;
  /** Milliseconds of event time. */
  readonly hold: number;
  /** After a silence longer than this (ms) a breach begins anew. */
  readonly gap: number;
}

/** The simple rules among those of the configuration; one without a hold fires at once, and there is nothing to wait for. */
export function heldRules({ anomaly_detection }: Config): HeldRule[] {
  return anomaly_detection.rules.flatMap((rule) => {
    const { name, metric, hold } = rule;
    const simple = rule.enabled ? simpleThreshold(rule) : undefined;
    const gap = Math.max(hold, anomaly_detection.staleness.horizon);
    return simple === undefined ? [] : [{ name, metric, ...simple, hold, gap }];
  });
}

/**
 * Rules as elements of an array, in each of which stands whether the sample `s.v`, and the one before it, break the rule. Where there are
 * none, one that fits no metric: SQL knows no empty array.
 */
export function ruleRows(rules: readonly HeldRule[]): string {
  const none: HeldRule = { name: '', metric: '', comparison: 'above', threshold: 0, hold: 0, gap: 0 };
  return (rules.length === 0 ? [none] : rules).map(ruleRow).join(',\n');
}

function ruleRow({ name, metric, comparison, threshold, hold, gap }: HeldRule): string {
  const limit = `CAST(${threshold} AS DOUBLE)`;
  const columns = [
    ...[name, metric].map((text) => `CAST(${sqlText(text)} AS STRING)`),
    limit,
    ...[hold, gap].map((ms) => `CAST(${ms} AS BIGINT)`),
    ...['s.v', 's.was_v'].map((value) => `${value} ${comparison === 'above' ? '>' : '<'} ${limit}`),
  ];
  return `  ROW(${columns.join(', ')})`;
}
