import { createAnomalyDetection } from '@aiops/anomaly-detection';
import type { Config } from '@aiops/config';
import {
  createEntityResolver,
  type Headers,
  headers as names,
  type SchemaTopic,
  topics,
} from '@aiops/contracts';
import type { Bus, OutMessage } from '@aiops/runtime';
import { testDriver } from '@aiops/testbed';
import { readMessages } from './read-topic.ts';

/** What anomaly-detection said: text by id. What was said twice in the same words appears once. */
export interface Findings {
  /** By `id revision origin`: several partitions may see the same of a service whose traces they have. */
  readonly anomalies: Readonly<Record<string, string>>;
  /** By id. */
  readonly events: Readonly<Record<string, string>>;
}

interface Said {
  readonly key: string | null;
  readonly headers?: Headers | undefined;
  readonly value: object;
}

/** What the service finds in an input when nothing disturbs it: folded in this process, message by message. */
export function undisturbedFindings(
  config: Config['anomaly_detection'],
  input: readonly OutMessage[],
  partitions: number,
): Findings {
  const resolver = createEntityResolver([]);
  const driver = testDriver(createAnomalyDetection({ config, resolver: () => resolver }), { partitions });
  for (const { topic, key, value } of input) driver.pipe(topic as SchemaTopic, value as never, { key });
  return findings(driver.readMessages(topics.anomalies), driver.readMessages(topics.events));
}

/** Reads off the topics what was found. Throws when the same thing was said in different words. */
export async function readFindings(bus: Bus): Promise<Findings> {
  const said = async (topic: SchemaTopic): Promise<Said[]> =>
    (await readMessages(bus, topic)).map(({ value, record }) => ({
      key: record.key === null ? null : String(record.key),
      headers: record.headers,
      value,
    }));
  return findings(await said(topics.anomalies), await said(topics.events));
}

function findings(anomalies: readonly Said[], events: readonly Said[]): Findings {
  return {
    anomalies: distinct(anomalies, ({ anomaly_id: id, revision }, origin) => `${id} ${revision} ${origin}`),
    events: distinct(events, ({ event_id: id }) => String(id)),
  };
}

/** Keys and the headers that other services count with belong to what is said; traces and the time of sending do not. */
function distinct(
  all: readonly Said[],
  idOf: (value: Readonly<Record<string, unknown>>, origin: string | undefined) => string,
): Record<string, string> {
  const byId = new Map<string, string>();
  for (const { key, headers = {}, value } of all) {
    const id = idOf(value as Record<string, unknown>, headers[names.origin]);
    const counted = [headers[names.originSeq], headers[names.originWatermark]];
    const text = JSON.stringify([key, ...counted, value]);
    const before = byId.get(id);
    if (before !== undefined && before !== text)
      throw new Error(`${id} was published with two contents:\n${before}\n${text}`);
    byId.set(id, text);
  }
  return Object.fromEntries([...byId].sort(([a], [b]) => (a < b ? -1 : 1)));
}
