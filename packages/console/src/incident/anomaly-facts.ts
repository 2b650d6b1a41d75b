import type { Anomaly } from '../live/api-types.ts';
import { momentOf } from '../time/format-time.ts';

/** What an anomaly is about, as people call it; `unnamed` when a person typed it without a name. */
export function nameOf({ entity_name: name, labels = {} }: Anomaly): string {
  const own = (key: string) => (Object.hasOwn(labels, key) ? String(labels[key]) : undefined);
  return name ?? own('device_name') ?? own('instance') ?? own('service') ?? own('host') ?? 'unnamed';
}

/** What sets an entity apart from others: its id, or its name where it has none. */
export function entityKey(anomaly: Anomaly): string {
  return anomaly.entity_id ?? nameOf(anomaly);
}

/** When it began, epoch ms; 0 for a stamp that is none. */
export function onsetOf({ started_at: start, timestamp }: Anomaly): number {
  return momentOf(start ?? timestamp) ?? 0;
}

/** When it ended, epoch ms; undefined while it goes on. */
export function endOf({ status, ended_at: end, timestamp }: Anomaly): number | undefined {
  return status === 'resolved' ? momentOf(end ?? timestamp) : undefined;
}
