import { compareText } from '../compare-text.ts';
import { distinctSeries } from '../correlation/membership.ts';
import type { TopologyIndex } from '../network/topology-index.ts';
import type { Sighting } from '../signals/sighting.ts';
import { symptomOf, symptomSet } from '../signals/symptom.ts';
import { type DirectEvidence, directEvidence, type ShownSymptom, shownBy } from './direct-evidence.ts';
import { entitySeverity } from './entity-severity.ts';

/** Everything an incident knows about one anomalous entity. */
export interface Finding {
  readonly entity: string;
  readonly name: string;
  /** Its number in the topology; undefined outside of it. */
  readonly node: number | undefined;
  /** Earliest first, then by id. */
  readonly anomalies: readonly Sighting[];
  /** What each of them shows, in the same order. */
  readonly shows: readonly ShownSymptom[];
  /** The kinds of trouble among them, see {@link symptomSet}. */
  readonly symptoms: number;
  /** Onset of the earliest anomaly (epoch ms). */
  readonly onset: number;
  readonly severity: number;
  readonly direct: DirectEvidence | undefined;
  /** The worst anomaly is a shortage or defect of the entity's own, which a failing dependency does not bring about. */
  readonly ownTrouble: boolean;
  /** Number of distinct series. */
  readonly series: number;
}

/** The anomalous entities of an incident, by id, in the order of their ids. */
export function findingsOf(
  members: readonly Sighting[],
  index: TopologyIndex | undefined,
): ReadonlyMap<string, Finding> {
  const grouped = new Map<string, Sighting[]>();
  const ordered = [...members].sort((a, b) => a.startedAt - b.startedAt || compareText(a.id, b.id));
  for (const member of ordered) {
    const present = grouped.get(member.entity);
    if (present === undefined) grouped.set(member.entity, [member]);
    else present.push(member);
  }
  const findings = new Map<string, Finding>();
  for (const entity of [...grouped.keys()].sort())
    findings.set(entity, finding(entity, grouped.get(entity) ?? [], index));
  return findings;
}

function finding(entity: string, anomalies: readonly Sighting[], index: TopologyIndex | undefined): Finding {
  const first = anomalies[0] as Sighting;
  const worst = anomalies.reduce((a, b) => (b.score > a.score ? b : a));
  const symptom = symptomOf(worst.message);
  const shows = anomalies.map((sighting) => ({ symptom: shownBy(sighting, index), sighting }));
  const node = index?.numberOf(entity);
  return {
    entity,
    name: node === undefined ? first.name : (index?.nodeAt(node).name ?? first.name),
    node,
    anomalies,
    shows,
    symptoms: symptomSet(shows.map(({ symptom: shown }) => shown)),
    onset: first.startedAt,
    severity: entitySeverity(anomalies),
    direct: directEvidence(shows),
    ownTrouble: symptom === 'resource' || symptom === 'hardware',
    series: distinctSeries(anomalies),
  };
}
