import type { Delivery } from '../sinks/incident-sink.ts';
import { sampleIncident } from './sample-incident.ts';

/** A revision of an incident on its way out. */
export function deliveryOf(incident: string, revision = 1, rest: Partial<Delivery['result']> = {}): Delivery {
  const result = { ...sampleIncident(rest), incident_id: incident, revision };
  return { incident, revision, result, runbooks: [], recordedAt: 0 };
}
