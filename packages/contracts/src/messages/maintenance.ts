import { z } from 'zod';
import { parseTimestamp, timestampSchema } from '../values/time.ts';
import type { EventMessage } from './event-message.ts';

/**
 * Maintenance of an entity as anomaly-detection tells it on in the topics that it mutes, so that each of them says from which of
 * its messages on it is known (decision 0006). A message that carries one is no sample, line or span.
 */
export const maintenanceSchema = z.looseObject({
  event_id: z.string().describe('The event that announced it; a later one of this id replaces it'),
  entity_id: z.string(),
  announced_at: timestampSchema,
  from: timestampSchema,
  until: timestampSchema,
  reason: z.string().optional(),
});
export type Maintenance = z.infer<typeof maintenanceSchema>;

/** When maintenance takes place, in epoch ms. */
export interface MaintenanceSpan {
  readonly from: number;
  readonly until: number;
}

/** What is wrong with an event of maintenance, and where. */
export interface MaintenanceProblem {
  readonly path: readonly string[];
  readonly problem: string;
}

const TIME = 'expected ISO 8601 or epoch time';

/**
 * The span of an event of type `maintenance`: from `details.from`, or its own time, until `details.until`. Undefined for other
 * events, and for a mere notice, which has no `until`.
 */
export function maintenanceSpan(event: EventMessage): MaintenanceSpan | MaintenanceProblem | undefined {
  const { from: begin = event.timestamp, until: end } = event.details ?? {};
  if (event.event_type !== 'maintenance' || end === undefined) return undefined;
  const [from, until] = [begin, end].map(timeOf);
  if (from === undefined) return { path: ['details', 'from'], problem: TIME };
  if (until === undefined) return { path: ['details', 'until'], problem: TIME };
  return until > from
    ? { from, until }
    : { path: ['details', 'until'], problem: 'expected a later time than from' };
}

function timeOf(stamp: unknown): number | undefined {
  return typeof stamp === 'string' || typeof stamp === 'number' ? parseTimestamp(stamp) : undefined;
}
