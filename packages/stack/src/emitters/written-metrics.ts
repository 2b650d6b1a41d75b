import { incidentLabels, incidentSeries, scoreSeries } from '@aiops/contracts';
import type { Stack } from '../model/stack.ts';

/** The series that services of ours write for dashboards, where they are told of a VictoriaMetrics; undefined labels are those of the source. */
export function writtenMetrics(stack: Stack): [string, string[] | undefined][] {
  const writes = (name: string) =>
    stack.services.some(
      ({ family, environment }) =>
        family?.name === name && Boolean(environment.get('VICTORIAMETRICS_URL')?.text),
    );
  const { candidateScore, candidateConfidence, node, edge, ...others } = incidentSeries;
  const ofIncidents = Object.values(others).map((name): [string, string[]] => [name, [...incidentLabels]]);
  const ofCandidates = [candidateScore, candidateConfidence].map((name): [string, string[]] => [
    name,
    [...incidentLabels, 'device', 'rank'],
  ]);
  const ofGraphs: [string, string[]][] = [
    [node, [...incidentLabels, 'id', 'title']],
    [edge, [...incidentLabels, 'id', 'source', 'target']],
  ];
  return [
    ...(writes('insights-action') ? [...ofIncidents, ...ofCandidates, ...ofGraphs] : []),
    ...(writes('anomaly-detection')
      ? Object.values(scoreSeries).map((name): [string, undefined] => [name, undefined])
      : []),
  ];
}
