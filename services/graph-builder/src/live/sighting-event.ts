import { contentId, type EventMessage, formatTimestamp, parseTimestamp, topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { z } from 'zod';
import { type Seen, type Sighting, seenName, seenService, sightingKey, targetKinds } from './sighting.ts';

/** Key of everything that is about the topology as a whole: one partition sees all of it, in order. */
export const TOPOLOGY_KEY = 'topology';
/** Event type with which the partitions tell the one that keeps the live graph what they have seen. */
export const DEPENDENCY_SEEN = 'dependency_seen';

const detailsSchema = z.object({
  kind: z.enum(['calls', 'runs_on']),
  relation: z.enum(['sync_call', 'async', 'physical']),
  source: z.enum(['traces', 'metrics', 'events']),
  from: z.string(),
  from_site: z.string().optional(),
  to: z.string(),
  to_as: z.enum(targetKinds),
  to_site: z.string().optional(),
});

/** The event that tells a sighting. */
export function sightingEvent({ sighting, at }: Seen): OutMessage {
  const { kind, relation, source, from, to } = sighting;
  const id = contentId(DEPENDENCY_SEEN, sightingKey(sighting), String(at));
  const value: EventMessage = {
    event_id: id,
    timestamp: formatTimestamp(at),
    event_type: DEPENDENCY_SEEN,
    source: 'graph-builder',
    severity: 'info',
    summary: `${from.name} ${kind === 'calls' ? 'calls' : 'runs on'} ${to.name}`,
    details: {
      kind,
      relation,
      source,
      from: from.name,
      ...(from.site === undefined ? {} : { from_site: from.site }),
      to: to.name,
      to_as: to.as,
      ...(to.site === undefined ? {} : { to_site: to.site }),
    },
  };
  return { topic: topics.events, key: TOPOLOGY_KEY, id, value };
}

/** The sighting that an event tells; undefined for any other event, and for one that nobody of us can have written. */
export function readSighting(event: EventMessage): Seen | undefined {
  const at = parseTimestamp(event.timestamp);
  const details = event.event_type === DEPENDENCY_SEEN ? detailsSchema.safeParse(event.details) : undefined;
  if (at === undefined || !details?.success) return undefined;
  const { kind, relation, source, to_as: as, ...names } = details.data;
  const from = seenService(names.from, names.from_site);
  const to = seenName(names.to, names.to_site);
  if (from === undefined || to === undefined) return undefined;
  const sighting: Sighting = { kind, relation, source, from, to: { ...to, as } };
  return { sighting, at: Math.floor(at) };
}
