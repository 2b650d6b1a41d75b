import { entityUrn } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';

/** Beginning of the recorded hour, epoch ms; a beginning of a minute. */
export const HOUR_START = Date.UTC(2026, 0, 27, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A message of the recorded hour and when (epoch ms) it was written. */
export interface RecordedMessage {
  readonly at: number;
  readonly message: OutMessage;
}

/** Epoch ms of a minute of the recorded hour, which may be fractional. */
export function minute(number: number): number {
  return HOUR_START + number * MINUTE;
}

/** The entity of a host of the recorded hour, as messages carry it. */
export function entityOfHost(name: string): {
  readonly entity_id: string;
  readonly entity_type: string;
  readonly entity_name: string;
} {
  return {
    entity_id: entityUrn('device', 'server', 'lab', name),
    entity_type: 'server',
    entity_name: name,
  };
}
