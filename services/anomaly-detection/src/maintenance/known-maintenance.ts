import { type Maintenance, parseTimestamp } from '@aiops/contracts';
import type { KeyedState } from '@aiops/runtime';
import type { Mute } from '../mutes/mute-set.ts';

/** Name of maintenance among the mutes. */
const NAME = 'maintenance';
/** Announcements that a partition knows; of more, those that end first are forgotten. */
const MAX_KNOWN = 1_000;

/** An announcement, in epoch ms. Plain JSON, part of the state. */
interface Announced {
  readonly id: string;
  readonly entity: string;
  readonly announcedAt: number;
  readonly from: number;
  readonly until: number;
  readonly reason?: string;
}

/** The maintenance that one input topic-partition has been told of. */
export interface KnownMaintenance {
  /** Takes an announcement: the latest of its event counts, so that one that comes again changes nothing. */
  take(maintenance: Maintenance): void;
  /** The maintenance of an entity at an event time; of several, the one that ends last. */
  find(entityId: string, at: number): Mute | undefined;
}

/** `topic` keeps what each topic was told apart: what one of them knows must not change what is found on another. */
export function createKnownMaintenance(state: KeyedState, topic: string): KnownMaintenance {
  const key = `maintenance/${topic}`;
  let known = state.get<Announced[]>(key) ?? [];
  let byEntity = grouped(known);
  return {
    take(maintenance) {
      const next = announced(maintenance);
      const before = known.find(({ id, entity }) => id === next.id && entity === next.entity);
      if (before !== undefined && before.announcedAt > next.announcedAt) return;
      known = [...known.filter((other) => other !== before), next];
      if (known.length > MAX_KNOWN) {
        const first = known.reduce((a, b) => (b.until < a.until ? b : a));
        known = known.filter((other) => other !== first);
      }
      byEntity = grouped(known);
      state.put(key, known);
    },
    find(entityId, at) {
      let found: Mute | undefined;
      const spans = byEntity.get(entityId);
      if (spans === undefined) return found;
      for (const { from, until, reason } of spans) {
        if (at < from || at >= until || until <= (found?.until ?? at)) continue;
        found = { name: NAME, reason, until };
      }
      return found;
    },
  };
}

function announced({ event_id: id, entity_id: entity, reason, ...times }: Maintenance): Announced {
  const ms = (stamp: string | number) => parseTimestamp(stamp) ?? 0;
  const [announcedAt, from, until] = [ms(times.announced_at), ms(times.from), ms(times.until)];
  return { id, entity, announcedAt, from, until, ...(reason === undefined ? {} : { reason }) };
}

function grouped(known: readonly Announced[]): ReadonlyMap<string, readonly Announced[]> {
  const groups = new Map<string, Announced[]>();
  for (const one of known) groups.set(one.entity, [...(groups.get(one.entity) ?? []), one]);
  return groups;
}
