import { type AlertHistory, emptyAlertHistory } from '../memory/alert-history.ts';
import type { Changes } from '../memory/changes-before.ts';
import type { KnownMaintenance } from '../memory/known-maintenance.ts';
import { type DelayHistory, type DelayOf, delaysIn } from '../memory/learned-delays.ts';
import type { ReportedAlert } from '../memory/reported-alert.ts';
import type { TopologyIndex } from '../network/topology-index.ts';
import type { Deviating } from '../signals/deviating.ts';
import type { Sighting } from '../signals/sighting.ts';
import { type Finding, findingsOf } from './finding.ts';
import { type AlarmEvidence, alarmEvidence } from './terms/alarm-evidence.ts';
import { type Signs, signsOf } from './terms/deviation-terms.ts';
import { hearsayIn } from './terms/hearsay.ts';
import { type Deviator, deviatorsIn, type OwnDeviationOf, ownDeviationsIn } from './terms/own-deviation.ts';
import { type Rarity, raritiesOf, trustIn } from './terms/rarity.ts';
import { type DependencyMap, dependencyMap } from './ties/dependency-map.ts';

/** What lay outside its usual range around the time of an incident, by entity id. */
export type Deviations = ReadonlyMap<string, readonly Deviating[]>;

/** What is known beside the members of an incident. */
export interface Background {
  readonly deviations?: Deviations | undefined;
  readonly changes?: Changes | undefined;
  /** Earlier incidents of the domain. */
  readonly history?: AlertHistory | undefined;
  /** How long after each other neighbours failed in them. */
  readonly delays?: DelayHistory | undefined;
  /** The maintenance under which entities are, by id. */
  readonly maintenance?: ReadonlyMap<string, KnownMaintenance> | undefined;
  /** Alerts of rule engines around the time of the incident, by entity id. */
  readonly alerts?: ReadonlyMap<string, readonly ReportedAlert[]> | undefined;
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
  readonly deviators: readonly Deviator[];
  readonly ownDeviation: OwnDeviationOf;
  /** Whether a node, by its number, is known only from what others report about it. */
  readonly isHearsay: (node: number | undefined) => boolean;
  readonly changes: Changes | undefined;
  readonly rarityOf: (entity: string) => Rarity;
  /** That of an entity without an alert. */
  readonly quietRarity: Rarity;
  readonly delayOf: DelayOf;
  /** Earlier incidents that rarity was told by. */
  readonly incidents: number;
  readonly maintenance: ReadonlyMap<string, KnownMaintenance>;
  readonly alerts: ReadonlyMap<string, readonly ReportedAlert[]>;
  /** Undefined where no alarm is to be explained. */
  readonly alarms: ((entity: string) => AlarmEvidence) | undefined;
}

/** Puts together what an incident and its background say. */
export function groundsOf(
  members: readonly Sighting[],
  index: TopologyIndex | undefined,
  depth: number,
  {
    deviations,
    changes,
    history = emptyAlertHistory(),
    delays,
    maintenance = new Map(),
    alerts = new Map(),
    counted,
  }: Background,
): Grounds {
  const findings = findingsOf(members, index);
  // Without an earlier incident nothing is rare, and nothing usual.
  const isKnown = history.incidents > 0;
  const rarities: ReadonlyMap<string, Rarity> = isKnown ? raritiesOf(members, history, counted) : new Map();
  const trust = trustIn(history);
  const nothing = { share: 0, surprise: 0, most: 0, why: 'it shows no alert' };
  const quietRarity: Rarity = { ...nothing, trust, standing: 1 - trust, excusable: 1 };
  const signs = signsOf(deviations ?? new Map(), index);
  const deviators = deviatorsIn(signs, index);
  const isHearsay = hearsayIn(index);
  return {
    findings,
    map: dependencyMap(findings, index, depth),
    others: [...findings.values()],
    signs,
    deviators,
    ownDeviation: ownDeviationsIn({ signs, deviators, findings, index, depth, isHearsay }),
    isHearsay,
    changes,
    rarityOf: (entity) => rarities.get(entity) ?? quietRarity,
    quietRarity,
    delayOf: delaysIn(delays),
    incidents: history.incidents,
    maintenance,
    alerts,
    alarms: alarmEvidence(findings, index, depth),
  };
}
