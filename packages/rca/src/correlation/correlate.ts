import type { TopologyIndex } from '../network/topology-index.ts';
import type { Sighting } from '../signals/sighting.ts';

/** How far apart anomalies may lie and still belong together. */
export interface Space {
  /** Absent when the topology is unavailable: then time alone relates. */
  readonly index: TopologyIndex | undefined;
  /** Greatest number of hops. */
  readonly depth: number;
  readonly windowMs: number;
}

/** Why two anomalies belong together. */
export interface Relation {
  /** Hops between their entities; undefined when related by time alone. */
  readonly hops: number | undefined;
  /** Shortest time between the onset of one and a turn (onset, rise, end) of the other. */
  readonly gapMs: number;
}

/** The relation of two anomalies in time and in space, or undefined when they have none. */
export function relate(a: Sighting, b: Sighting, space: Space): Relation | undefined {
  const gapMs = gapBetween(a, b);
  if (gapMs > space.windowMs) return undefined;
  const near = nearness(a, b, space);
  return near === undefined ? undefined : { hops: near.hops, gapMs };
}

/**
 * Whether two entities are near enough. Entities that the topology does not know are near to themselves only; without a
 * topology everything in the correlation domain is near.
 */
export function nearness(
  a: Pick<Sighting, 'entity'>,
  b: Pick<Sighting, 'entity'>,
  space: Space,
): { readonly hops: number | undefined } | undefined {
  if (a.entity === b.entity) return { hops: 0 };
  if (space.index === undefined) return { hops: undefined };
  // From `a`, which is compared with many: the index looks around an entity once.
  const hops = space.index.hops(a.entity, b.entity, space.depth);
  return hops === undefined ? undefined : { hops };
}

/** Says in words why an anomaly belongs with another one. */
export function reasonOf(member: Sighting, other: Sighting, hops: number | undefined): string {
  const when = `its anomaly began ${offset(member.startedAt - other.startedAt)}`;
  if (member.entity === other.entity) {
    return member.series === other.series
      ? `the same series of ${member.name} again; ${when}`
      : `another series of ${member.name}; ${when}`;
  }
  if (hops === undefined) {
    return `topology unavailable, related to ${other.name} by time alone: ${when}`;
  }
  return `${member.name} is ${hops} ${hops === 1 ? 'hop' : 'hops'} from ${other.name} and ${when}`;
}

/**
 * How closely an anomaly goes with the trigger, 0…1: half by time (1 at the same moment, 0 a window away), half by hops
 * (1 on the same entity, 0 beyond the depth or unknown).
 */
export function closeness(member: Sighting, trigger: Sighting, space: Space): number {
  const apart = Math.abs(member.startedAt - trigger.startedAt) / Math.max(1, space.windowMs);
  // From the trigger, which all are compared with.
  const hops = nearness(trigger, member, space)?.hops;
  const near = hops === undefined ? 0 : 1 - hops / (space.depth + 1);
  return 0.5 * Math.max(0, 1 - apart) + 0.5 * near;
}

/** The first and the last turn of an anomaly: its onset, what was heard of it last, and its end (epoch ms). */
export function turnsOf({ startedAt, newsAt, endedAt }: Sighting): {
  readonly first: number;
  readonly last: number;
} {
  const end = endedAt ?? startedAt;
  return { first: Math.min(startedAt, newsAt, end), last: Math.max(startedAt, newsAt, end) };
}

/** Several failures may begin long after the first one, so a rise and the end count as well as the onset. */
function gapBetween(a: Sighting, b: Sighting): number {
  return Math.min(
    Math.abs(a.startedAt - b.startedAt),
    Math.abs(a.startedAt - b.newsAt),
    Math.abs(b.startedAt - a.newsAt),
    b.endedAt === null ? Number.POSITIVE_INFINITY : Math.abs(a.startedAt - b.endedAt),
    a.endedAt === null ? Number.POSITIVE_INFINITY : Math.abs(b.startedAt - a.endedAt),
  );
}

function offset(ms: number): string {
  if (ms === 0) return 'at the same time';
  const seconds = Math.round(Math.abs(ms) / 100) / 10;
  return `${seconds} s ${ms > 0 ? 'later' : 'earlier'}`;
}
