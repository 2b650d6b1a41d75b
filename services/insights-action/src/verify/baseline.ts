import type { AnomalyMessage, RcaResult } from '@aiops/contracts';
import { deviceOf } from '../anomaly-facts.ts';
import type { Baseline } from './watch.ts';

/**
 * What the anomaly of this metric tells, of the device if one is named: the newest of the incident. Undefined where none is about
 * it, or says of which entity. `thresholdOf` gives the threshold of a rule by its name.
 */
export function baselineOf(
  result: RcaResult,
  device: string | null,
  metric: string,
  thresholdOf: (rule: string) => number | undefined,
): Baseline | undefined {
  const anomalies = [
    result.root_cause.root_cause_anomaly,
    ...result.correlated_anomalies.map(({ event }) => event),
    result.trigger_anomaly,
  ];
  const about = anomalies.filter(
    (anomaly): anomaly is AnomalyMessage =>
      anomaly?.metric_name === metric && (device === null || deviceOf(anomaly) === device),
  );
  const best = about.find(({ expected }) => expected !== undefined) ?? about[0];
  if (best?.entity_id === undefined) return undefined;
  const { entity_id: entityId, value, expected, labels = {}, rule } = best;
  const threshold = rule === undefined ? undefined : thresholdOf(rule);
  return {
    series: { entityId, metric, labels },
    ...(value === undefined ? {} : { value }),
    ...(expected === undefined ? {} : { band: { lower: expected.lower, upper: expected.upper } }),
    ...(threshold === undefined ? {} : { threshold }),
  };
}
