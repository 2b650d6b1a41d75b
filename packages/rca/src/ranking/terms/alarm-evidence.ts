import type { TopologyIndex } from '../../network/topology-index.ts';
import { readOnce } from '../../read-once.ts';
import type { Finding } from '../finding.ts';
import { citedVictims, LISTED_ENTITIES } from '../ties/cited-victims.ts';
import { type Tie, tiesOf } from '../ties/ties.ts';
import type { CitedVictims, TermInputs } from './term-inputs.ts';

/** What the alarms of a machine say about one of its parts. */
export interface AlarmEvidence {
  /** The alarms that depend on it, nearest first. */
  readonly explains: CitedVictims;
  /** How far it changed more or less often than any part that it depends on: d / (d + 1) for a difference of d. */
  readonly outOfStep: TermInputs['out_of_step'];
  /** How closely a change of it came before an alarm that depends on it directly: one half at ten seconds. */
  readonly justBefore: TermInputs['just_before'];
}

/** Changes this much later than the alarm may be the reason all the same: a machine reports in cycles. */
const CYCLE_MS = 500;
const isAlarmType = readOnce((type) => type.toLowerCase() === 'alarm');

/**
 * Where an incident has alarms (nodes of type `alarm`), they are what is to be explained: that a valve opens is no failure.
 * The fault lies with a part that alarms depend on, that changed just before them, and that is out of step with what it
 * depends on: it moved by itself, or did not follow. Undefined where there is no alarm or no topology.
 */
export function alarmEvidence(
  findings: ReadonlyMap<string, Finding>,
  index: TopologyIndex | undefined,
  depth: number,
): ((entity: string) => AlarmEvidence) | undefined {
  if (index === undefined) return undefined;
  const alarms = [...findings.values()].filter(({ node }) => node !== undefined && isAlarm(node, index));
  if (alarms.length === 0) return undefined;
  return (entity) => ({
    explains: explains(entity, alarms, index, depth),
    outOfStep: outOfStep(entity, findings, index),
    justBefore: justBefore(entity, findings, index),
  });
}

function isAlarm(node: number, index: TopologyIndex): boolean {
  return isAlarmType(index.nodeAt(node).type);
}

function explains(
  entity: string,
  alarms: readonly Finding[],
  index: TopologyIndex,
  depth: number,
): CitedVictims {
  const victims = alarms.flatMap((alarm): Tie[] => {
    const reach = index.upstream(alarm.entity, depth).get(entity);
    return reach === undefined ? [] : [[alarm, reach]];
  });
  victims.sort(([, a], [, b]) => a.distance - b.distance);
  return citedVictims(entity, tiesOf(victims));
}

/** The nearest part comes first, so that it is among the listed ones. */
function outOfStep(
  entity: string,
  findings: ReadonlyMap<string, Finding>,
  index: TopologyIndex,
): TermInputs['out_of_step'] {
  const turns = turnsOf(findings.get(entity)).length;
  const parts = index
    .dependencies(entity)
    .filter(({ id }) => !isAlarm(index.numberOf(id) as number, index))
    .map(({ id }) => ({ entity: id, turns: turnsOf(findings.get(id)).length }))
    .sort((a, b) => Math.abs(turns - a.turns) - Math.abs(turns - b.turns));
  return { turns, parts: parts.slice(0, LISTED_ENTITIES) };
}

function justBefore(
  entity: string,
  findings: ReadonlyMap<string, Finding>,
  index: TopologyIndex,
): TermInputs['just_before'] {
  const turns = turnsOf(findings.get(entity));
  let closest = Number.POSITIVE_INFINITY;
  for (const { id } of index.dependents(entity)) {
    if (!isAlarm(index.numberOf(id) as number, index)) continue;
    for (const { startedAt } of findings.get(id)?.anomalies ?? [])
      for (const turn of turns) {
        const ahead = startedAt - turn;
        if (ahead >= -CYCLE_MS) closest = Math.min(closest, Math.max(0, ahead));
      }
  }
  return { ahead_ms: Number.isFinite(closest) ? closest : null };
}

/** When an entity changed: the beginnings and the ends of its anomalies. */
function turnsOf(finding: Finding | undefined): number[] {
  return (finding?.anomalies ?? []).flatMap(({ startedAt, endedAt }) =>
    endedAt === null ? [startedAt] : [startedAt, endedAt],
  );
}
