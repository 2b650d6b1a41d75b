import type { MutesInEffect } from '../mutes/mutes-in-effect.ts';
import type { Delivery } from '../sinks/incident-sink.ts';
import type { IncidentFacts } from './incident-facts.ts';

/** Why nobody is told for the time being. */
export interface QuietTime {
  readonly reason: 'mute' | 'maintenance';
  /** Name of the mute. */
  readonly mute?: string;
}

/** Whether a mute or announced maintenance holds an incident back at a time (epoch ms). */
export async function quietTime(
  { recordedAt }: Delivery,
  facts: IncidentFacts,
  mutes: MutesInEffect,
  now: number,
): Promise<QuietTime | undefined> {
  const mute = await mutes.find(facts, now);
  if (mute !== undefined) return { reason: 'mute', mute: mute.name };
  // Maintenance is a matter of event time, which has gone on since the result was recorded as the clock has.
  const eventTime = facts.at + Math.max(0, now - recordedAt);
  const { maintenanceUntil } = facts;
  return maintenanceUntil !== undefined && eventTime < maintenanceUntil
    ? { reason: 'maintenance' }
    : undefined;
}
