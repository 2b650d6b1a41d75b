import { type AnomalyMessage, label, nameOf, parseTimestamp } from '@aiops/contracts';

/** Labels that name what an anomaly typed by a person is about, most telling first. */
const NAMES = ['service', 'device_name', 'hostname', 'host', 'instance', 'device'] as const;

/** The name of what an anomaly is about, null when nothing in it tells. */
export function deviceOf(anomaly: AnomalyMessage): string | null {
  if (anomaly.entity_name !== undefined) return anomaly.entity_name;
  if (anomaly.entity_id !== undefined) return nameOf(anomaly.entity_id);
  for (const name of NAMES) {
    const value = label(anomaly.labels ?? {}, name);
    if (value !== undefined) return value;
  }
  return null;
}

/** When an anomaly began, epoch ms. */
export function onsetOf(anomaly: AnomalyMessage): number {
  return parseTimestamp(anomaly.started_at ?? anomaly.timestamp) ?? 0;
}

/** True for what the built-in scenario made up. */
export function isSimulated(anomaly: AnomalyMessage): boolean {
  return label(anomaly.labels ?? {}, 'simulated') === 'true';
}
