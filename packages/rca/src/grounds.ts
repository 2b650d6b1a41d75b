import { type AlarmEvidence, alarmEvidence } from './alarm-evidence.ts';
import { type AlertHistory, emptyAlertHistory } from './alert-history.ts';
import { type DependencyMap, dependencyMap } from './dependency-map.ts';
import type { Deviating } from './deviating.ts';
import { type Signs, signsOf } from './deviation-terms.ts';
import { type Finding, findingsOf } from './finding.ts';
import { type Rarity, raritiesOf, trustIn } from './rarity.ts';
import type { Sighting } from './sighting.ts';
import type { TopologyIndex } from './topology-index.ts';
import { type Upstream, upstreamAmong } from './upstream-among.ts';

/** What lay outside its usual range around the time of an incident, by entity id. */
export type Deviations = ReadonlyMap<string, readonly Deviating[]>;

/** What is known beside the members of an incident. */
export interface Background {
  readonly deviations?: Deviations | undefined;
  /** Earlier incidents of the domain. */
  readonly history?: AlertHistory | undefined;
  /** Whether the history knows this incident, too. */
  readonly counted?: boolean | undefined;
}

/** Everything that a suspect is judged on. */
export interface Grounds {
  readonly findings: ReadonlyMap<string, Finding>;
  readonly map: DependencyMap;
  /** The anomalous entities, by id. */
  readonly others: readonly Finding[];
  readonly signs: Signs;
  /** What an entity depends on, as far as it deviates or shows a fault of its own. */
  readonly telling: Upstream;
  readonly rarityOf: (entity: string) => Rarity;
  /** Undefined where no alarm is to be explained. */
  readonly alarms: ((entity: string) => AlarmEvidence) | undefined;
}

/** Puts together what an incident and its background say. */
export function groundsOf(
  members: readonly Sighting[],
  index: TopologyIndex | undefined,
  depth: number,
  { deviations, history = emptyAlertHistory(), counted }: Background,
): Grounds {
  const findings = findingsOf(members, index);
  const rarities = raritiesOf(members, history, counted);
  const trust = trustIn(history);
  const silent: Rarity = { share: 0, trust, standing: 1 - trust, excusable: 1, why: 'it shows no alert' };
  const signs = signsOf(deviations ?? new Map(), index);
  const others = [...findings.values()];
  const faulty = others.filter(({ direct }) => direct !== undefined).map(({ entity }) => entity);
  return {
    findings,
    map: dependencyMap(findings, index, depth),
    others,
    signs,
    telling: upstreamAmong([...signs.keys(), ...faulty], index, depth),
    rarityOf: (entity) => rarities.get(entity) ?? silent,
    alarms: alarmEvidence(findings, index, depth),
  };
}
