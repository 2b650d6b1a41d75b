import { contentId, type EventMessage, nameOf, parseTimestamp } from '@aiops/contracts';
import { overAt } from '../signals/over-at.ts';
import type { Sighting } from '../signals/sighting.ts';

/** Maintenance of an entity, as the correlation knows it. Plain JSON; times are epoch ms. */
export interface KnownMaintenance {
  /** Of the event that announced it; a later one of the same event and entity replaces it. */
  readonly id: string;
  readonly entity: string;
  readonly name: string;
  readonly announcedAt: number;
  readonly from: number;
  readonly until: number;
  readonly reason?: string;
}

/** Announcements that a domain knows; of more, those that end first are forgotten. */
const MAX_KNOWN = 1_000;
/** Characters of a reason that are kept. */
const REASON = 200;

/** Reads an event of type `maintenance_known`; undefined when it is none, or says nothing that can be used. */
export function toKnownMaintenance(event: EventMessage): KnownMaintenance | undefined {
  const { entity_id: entity, details = {} } = event;
  const announcedAt = timeOf(event.timestamp);
  const [from, until] = [timeOf(details.from), timeOf(details.until)];
  if (event.event_type !== 'maintenance_known' || entity === undefined) return undefined;
  if (announcedAt === undefined || from === undefined || until === undefined) return undefined;
  return {
    id: contentId('maintenance', String(details.event_id), entity),
    entity,
    name: event.entity_name ?? nameOf(entity),
    announcedAt,
    from,
    until,
    ...(event.summary === undefined ? {} : { reason: event.summary.slice(0, REASON) }),
  };
}

/** Adds an announcement, unless a later one of its event is known. What was over before `horizon` (epoch ms) is forgotten. */
export function noteMaintenance(
  known: readonly KnownMaintenance[],
  next: KnownMaintenance,
  horizon: number,
): KnownMaintenance[] {
  const before = known.find(({ id }) => id === next.id);
  if (before !== undefined && before.announcedAt > next.announcedAt) return [...known];
  const left = [...known.filter((other) => other !== before && other.until >= horizon), next];
  if (left.length <= MAX_KNOWN) return left;
  const first = left.reduce((a, b) => (b.until < a.until ? b : a));
  return left.filter((other) => other !== first);
}

/** The maintenance of each entity that lies within a time (epoch ms, both included); of several, the one that ends last. */
export function maintenanceBetween(
  known: readonly KnownMaintenance[],
  from: number,
  to: number,
): ReadonlyMap<string, KnownMaintenance> {
  const found = new Map<string, KnownMaintenance>();
  for (const one of known) {
    if (one.from > to || one.until <= from) continue;
    const other = found.get(one.entity);
    if (other === undefined || one.until > other.until) found.set(one.entity, one);
  }
  return found;
}

/**
 * From when on (epoch ms) anomalies count as trouble: with the first one that began outside of maintenance of its entity, else when
 * the first maintenance ends that one of them outlasts. Undefined when they are all over before: such anomalies were to be expected, and
 * nobody wants to be woken for them. `quietMs`: see {@link overAt}.
 */
export function troubleFrom(
  anomalies: readonly Sighting[],
  known: readonly KnownMaintenance[],
  quietMs: number,
): number | undefined {
  let earliest: number | undefined;
  for (const anomaly of anomalies) {
    const from = endOfMaintenance(anomaly, known);
    if (from > anomaly.startedAt && overAt(anomaly, quietMs) <= from) continue;
    earliest = Math.min(earliest ?? from, from);
  }
  return earliest;
}

/** When the maintenance under which an anomaly began is over, and what follows without a gap; its onset when there was none. */
function endOfMaintenance({ entity, startedAt }: Sighting, known: readonly KnownMaintenance[]): number {
  const own = known.filter((one) => one.entity === entity);
  let end = startedAt;
  const covers = ({ from, until }: KnownMaintenance) => from <= end && end < until;
  for (let next = own.find(covers); next !== undefined; next = own.find(covers)) end = next.until;
  return end;
}

function timeOf(stamp: unknown): number | undefined {
  const at = typeof stamp === 'string' || typeof stamp === 'number' ? parseTimestamp(stamp) : undefined;
  return at === undefined ? undefined : Math.round(at);
}
