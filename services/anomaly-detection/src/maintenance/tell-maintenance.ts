import { contentId, formatTimestamp, type Maintenance, nameOf, parseTimestamp } from '@aiops/contracts';
import type { Emit } from '@aiops/runtime';
import type { Origin } from '../origin.ts';

/**
 * Tells maintenance that an input has been told of to whoever names causes: what breaks during it is held back here, but not what others
 * suffer from it. Every input tells the same, so that it is known as early as it is by the first of them.
 */
export function tellMaintenance(
  { event_id, entity_id, reason, ...times }: Maintenance,
  domain: string,
  origin: Origin,
  emit: Emit,
): void {
  const [announced_at, from, until] = [times.announced_at, times.from, times.until].map((stamp) =>
    formatTimestamp(parseTimestamp(stamp) ?? 0),
  ) as [string, string, string];
  const event = {
    event_id: contentId('maintenance_known', event_id, entity_id, announced_at, from, until),
    timestamp: announced_at,
    event_type: 'maintenance_known',
    source: 'anomaly-detection',
    entity_id,
    entity_name: nameOf(entity_id),
    ...(reason === undefined ? {} : { summary: reason }),
    details: { event_id, from, until },
  };
  origin.tell(event, domain, emit);
}
