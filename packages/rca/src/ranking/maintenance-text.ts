import { formatTimestamp } from '@aiops/contracts';
import type { KnownMaintenance } from '../memory/known-maintenance.ts';

/** What is known of the maintenance of an entity: `under maintenance since … until …: why`. */
export function maintenanceText({ from, until, reason }: KnownMaintenance): string {
  const why = reason === undefined ? '' : `: ${reason}`;
  return `under maintenance since ${formatTimestamp(from)} until ${formatTimestamp(until)}${why}`;
}
