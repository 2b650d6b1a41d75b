import { chartData } from '../charts/chart-data.ts';
import type { Anomaly, Result } from '../live/api-types.ts';
import { subjectsOf } from './subjects.ts';

/**
 * The anomalies that a chart can be drawn of: those of what is selected first, then those of the cause, then the others in the order of
 * onset. `told` are anomalies as their topic told them: they have the samples that the result leaves out.
 */
export function chartedAnomalies(
  result: Result,
  told: readonly Anomaly[],
  selected: string | undefined,
): Anomaly[] {
  const samples = new Map(told.map(({ anomaly_id: id, samples: given }) => [id, given]));
  const rank = (name: string, isCause: boolean) => (name === selected ? 0 : isCause ? 1 : 2);
  return subjectsOf(result)
    .sort((a, b) => rank(a.name, a.isCause) - rank(b.name, b.isCause))
    .flatMap(({ anomalies }) => anomalies)
    .map((anomaly) => {
      const given =
        anomaly.samples ?? (anomaly.anomaly_id === undefined ? undefined : samples.get(anomaly.anomaly_id));
      return given === undefined ? anomaly : { ...anomaly, samples: given };
    })
    .filter((anomaly) => chartData(anomaly) !== undefined);
}
