import { type EventMessage, parseTimestamp, siteOf } from '@aiops/contracts';
import { type Seen, seenName, seenService } from './sighting.ts';

/** The call that an `edge_observed` event tells of. Its callee is a name that the caller uses: it counts where it is known. */
export function eventSighting(event: EventMessage): Seen | undefined {
  if (event.event_type !== 'edge_observed') return undefined;
  const { caller, callee } = event.details ?? {};
  const site = event.entity_id === undefined ? undefined : siteOf(event.entity_id);
  const from = seenService(typeof caller === 'string' ? caller : undefined, site);
  const to = seenName(typeof callee === 'string' ? callee : undefined, site);
  const at = parseTimestamp(event.timestamp);
  if (from === undefined || to === undefined || at === undefined) return undefined;
  return {
    sighting: { kind: 'calls', relation: 'sync_call', source: 'events', from, to: { ...to, as: 'known' } },
    at: Math.floor(at),
  };
}
