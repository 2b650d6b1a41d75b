import { formatTimestamp, type RcaResult } from '@aiops/contracts';
import type { KnownMaintenance } from '../memory/known-maintenance.ts';
import { maintenanceText } from '../ranking/maintenance-text.ts';
import type { Ranking } from '../ranking/rank.ts';

/** Entities whose maintenance a summary tells; the field of the result has all. */
const TOLD = 3;

/** The named cause, if it is under maintenance, then the anomalous entities that are. */
function concerned({ leading, findings, maintenance }: Ranking): KnownMaintenance[] {
  if (maintenance.size === 0) return [];
  const cause = leading[0]?.suspect.entity;
  const entities = new Set([...(cause === undefined ? [] : [cause]), ...findings.keys()]);
  return [...entities].flatMap((entity) => maintenance.get(entity) ?? []);
}

/** The field of a result about maintenance; none when no entity of the incident is under any. */
export function maintenanceField(ranking: Ranking): Pick<RcaResult, 'maintenance'> {
  const maintenance = concerned(ranking).map(({ entity, name, from, until, reason }) => ({
    entity_id: entity,
    device: name,
    from: formatTimestamp(from),
    until: formatTimestamp(until),
    ...(reason === undefined ? {} : { reason }),
  }));
  return maintenance.length === 0 ? {} : { maintenance };
}

/** The same as sentences, the cause first. */
export function maintenanceTexts(ranking: Ranking): string[] {
  const all = concerned(ranking);
  const told = all.slice(0, TOLD).map((one) => `${one.name} is ${maintenanceText(one)}.`);
  return all.length > TOLD ? [...told, `So are ${all.length - TOLD} more.`] : told;
}
