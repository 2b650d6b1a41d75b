import { type RcaResult, topics } from '@aiops/contracts';
import type { Bus } from '@aiops/runtime';
import { type Read, readMessages } from './read-topic.ts';

/** What a run of the fleet came to, comparable with that of another run over the same input. */
export interface Outcome {
  /** By incident id, of its last revision. */
  readonly incidents: Readonly<Record<string, Incident>>;
  /** By `id revision`, the bytes; those published twice appear once. */
  readonly anomalies: Readonly<Record<string, string>>;
}

export interface Incident {
  readonly trigger: string | undefined;
  readonly cause: string | null;
  /** Anomaly ids, sorted. */
  readonly members: readonly string[];
}

/** Reads the outcome off the topics. Throws when the same id and revision was published with different bytes. */
export async function readOutcome(bus: Bus): Promise<Outcome> {
  const anomalies = distinct(
    await readMessages(bus, topics.anomalies),
    ({ anomaly_id, revision }) => `${anomaly_id} ${revision}`,
  );
  const results = await readMessages(bus, topics.rcaResults);
  const last = new Map<string, RcaResult>();
  for (const { value } of results) {
    const id = value.incident_id ?? '';
    if ((value.revision ?? 1) >= (last.get(id)?.revision ?? 0)) last.set(id, value);
  }
  return {
    anomalies,
    incidents: Object.fromEntries([...last].map(([id, result]) => [id, incidentOf(result)])),
  };
}

function incidentOf({ trigger_anomaly, root_cause, correlated_anomalies }: RcaResult): Incident {
  const members = correlated_anomalies.map(({ event }) => event.anomaly_id ?? '');
  return {
    trigger: trigger_anomaly.anomaly_id,
    cause: root_cause.root_cause_device,
    members: [...new Set(members)].sort(),
  };
}

function distinct<V>(messages: readonly Read<V>[], idOf: (value: V) => string): Record<string, string> {
  const bytes: Record<string, string> = {};
  for (const { record, value } of messages) {
    const id = idOf(value);
    const text = String(record.value);
    if (bytes[id] !== undefined && bytes[id] !== text)
      throw new Error(`${id} was published with different bytes:\n${bytes[id]}\n${text}`);
    bytes[id] = text;
  }
  return bytes;
}
