import { turnsOf } from './correlate.ts';
import { type Incident, limits, type Member } from './incident-state.ts';

/** An incident's members, prepared for what is asked of them with every anomaly. */
export interface MemberIndex {
  readonly byId: Map<string, Member>;
  /** Members of each entity. */
  readonly perEntity: Map<string, number>;
  /** Entities in the order in which they got their first member; one that had left and came back is there again. */
  readonly arrivals: string[];
  /** The first and the last turn (onset, news, end; epoch ms) of the members, and of what left again. */
  earliest: number;
  latest: number;
}

/** Arrivals kept: when entities come and go for long, the index is made anew. */
const KEPT_ARRIVALS = 10 * limits.members;

/** Made from the members alone, and never saved: after a restart they are made again when first asked for. */
const indexes = new WeakMap<Incident, MemberIndex>();

/** The index of an incident. It stays right as long as members only come and go by {@link noteEntered} and {@link noteLeft}, and change by {@link noteRevised}. */
export function memberIndex(incident: Incident): MemberIndex {
  const known = indexes.get(incident);
  if (known !== undefined && known.arrivals.length <= KEPT_ARRIVALS) return known;
  const index: MemberIndex = {
    byId: new Map(),
    perEntity: new Map(),
    arrivals: [],
    earliest: Number.POSITIVE_INFINITY,
    latest: Number.NEGATIVE_INFINITY,
  };
  for (const member of incident.members) add(index, member);
  indexes.set(incident, index);
  return index;
}

/** Keeps the index up to date after a member was put among the members. */
export function noteEntered(incident: Incident, member: Member): void {
  const index = indexes.get(incident);
  if (index !== undefined) add(index, member);
}

/** Keeps the index up to date after something new was heard of a member. */
export function noteRevised(incident: Incident, member: Member): void {
  const index = indexes.get(incident);
  if (index !== undefined) widen(index, member);
}

/** Keeps the index up to date after a member was taken out. */
export function noteLeft(incident: Incident, { id, entity }: Member): void {
  const index = indexes.get(incident);
  if (index === undefined) return;
  index.byId.delete(id);
  const left = (index.perEntity.get(entity) ?? 0) - 1;
  if (left > 0) index.perEntity.set(entity, left);
  else index.perEntity.delete(entity);
}

function add(index: MemberIndex, member: Member): void {
  const { byId, perEntity, arrivals } = index;
  byId.set(member.id, member);
  const before = perEntity.get(member.entity) ?? 0;
  perEntity.set(member.entity, before + 1);
  if (before === 0) arrivals.push(member.entity);
  widen(index, member);
}

function widen(index: MemberIndex, member: Member): void {
  const { first, last } = turnsOf(member);
  index.earliest = Math.min(index.earliest, first);
  index.latest = Math.max(index.latest, last);
}
