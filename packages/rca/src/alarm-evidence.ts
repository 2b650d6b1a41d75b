import type { Finding } from './finding.ts';
import { round4 } from './rounding.ts';
import type { TopologyIndex } from './topology-index.ts';

/** What the alarms of a machine say about one of its parts; each value 0…1. */
export interface AlarmEvidence {
  /** Σ / (Σ + 1) over the alarms that depend on it, each damped by distance. */
  readonly explains: number;
  /** How far it changed more or less often than any part that it depends on: d / (d + 1) for a difference of d. */
  readonly outOfStep: number;
  /** How closely a change of it came before an alarm that depends on it directly: one half at ten seconds. */
  readonly justBefore: number;
}

/** What is left of an alarm for each further hop. */
const DAMPING = 0.85;
const HALF_BEFORE_MS = 10_000;
/** Changes this much later than the alarm may be the reason all the same: a machine reports in cycles. */
const CYCLE_MS = 500;

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
  const alarms = [...findings.values()].filter(({ entity }) => isAlarm(entity, index));
  if (alarms.length === 0) return undefined;
  return (entity) => ({
    explains: explains(entity, alarms, index, depth),
    outOfStep: outOfStep(entity, findings, index),
    justBefore: justBefore(entity, findings, index),
  });
}

function isAlarm(entity: string, index: TopologyIndex): boolean {
  return index.node(entity)?.type.toLowerCase() === 'alarm';
}

function explains(entity: string, alarms: readonly Finding[], index: TopologyIndex, depth: number): number {
  let sum = 0;
  for (const alarm of alarms) {
    const reach = index.upstream(alarm.entity, depth).get(entity);
    if (reach !== undefined) sum += reach.strength * DAMPING ** (reach.distance - 1);
  }
  return round4(sum / (sum + 1));
}

function outOfStep(entity: string, findings: ReadonlyMap<string, Finding>, index: TopologyIndex): number {
  const own = turnsOf(findings.get(entity)).length;
  const parts = index.dependencies(entity).filter(({ id }) => !isAlarm(id, index));
  if (own === 0 || parts.length === 0) return 0;
  const differences = parts.map(({ id }) => Math.abs(own - turnsOf(findings.get(id)).length));
  const least = Math.min(...differences);
  return round4(least / (least + 1));
}

function justBefore(entity: string, findings: ReadonlyMap<string, Finding>, index: TopologyIndex): number {
  const turns = turnsOf(findings.get(entity));
  let closest = Number.POSITIVE_INFINITY;
  for (const { id } of index.dependents(entity)) {
    if (!isAlarm(id, index)) continue;
    for (const { startedAt } of findings.get(id)?.anomalies ?? [])
      for (const turn of turns) {
        const ahead = startedAt - turn;
        if (ahead >= -CYCLE_MS) closest = Math.min(closest, Math.max(0, ahead));
      }
  }
  return round4(HALF_BEFORE_MS / (HALF_BEFORE_MS + closest));
}

/** When an entity changed: the beginnings and the ends of its anomalies. */
function turnsOf(finding: Finding | undefined): number[] {
  return (finding?.anomalies ?? []).flatMap(({ startedAt, endedAt }) =>
    endedAt === null ? [startedAt] : [startedAt, endedAt],
  );
}
