import { createAnomalyDetection } from '@aiops/anomaly-detection';
import { type Config, configSchema } from '@aiops/config';
import {
  createEntityResolver,
  type Headers,
  headers as names,
  type SchemaTopic,
  topics,
} from '@aiops/contracts';
import {
  type Bus,
  jsonCodec,
  type KeyedState,
  type OutMessage,
  type StateStore,
  type StreamService,
  taskScope,
} from '@aiops/runtime';
import { testDriver } from '@aiops/testbed';
import { readMessages } from './read-topic.ts';

/** What anomaly-detection said and remembers: text by id. What was said twice in the same words appears once. */
export interface Findings {
  /** By `id revision origin`: several partitions may see the same of a service whose traces they have. */
  readonly anomalies: Readonly<Record<string, string>>;
  /** By id. */
  readonly events: Readonly<Record<string, string>>;
  /** What is remembered in the end, by `partition key`. */
  readonly state: Readonly<Record<string, string>>;
}

interface Said {
  readonly key: string | null;
  readonly headers?: Headers | undefined;
  readonly value: object;
}

const noEntities = createEntityResolver([]);
const withDefaults = createAnomalyDetection({
  config: configSchema.parse({}).anomaly_detection,
  resolver: () => noEntities,
});

/** Where the state of a task of anomaly-detection is kept. */
export function scopeOf(partition: number): string {
  return taskScope(withDefaults, partition);
}

/** Loads the newest checkpoint, whatever it stands for. */
export const anyOffsets = Object.fromEntries(
  Object.values(topics).map((topic) => [topic, Number.MAX_SAFE_INTEGER]),
);

/** What the service finds in an input when nothing disturbs it: folded in this process, message by message. */
export function undisturbedFindings(
  config: Config['anomaly_detection'],
  input: readonly OutMessage[],
  partitions: number,
): Findings {
  const resolver = createEntityResolver([]);
  const detection = createAnomalyDetection({ config, resolver: () => resolver, tellHeld: true });
  const states = new Map<number, KeyedState>();
  const service: StreamService = {
    ...detection,
    task(state, partition, count) {
      states.set(partition, state);
      return detection.task(state, partition, count);
    },
  };
  const driver = testDriver(service, { partitions });
  for (const { topic, key, value } of input) driver.pipe(topic as SchemaTopic, value as never, { key });
  const remembered = [...states].flatMap(([partition, state]) =>
    [...state.keys()].map((key) => [partition, key, JSON.stringify(state.get(key))] as const),
  );
  return findings(driver.readMessages(topics.anomalies), driver.readMessages(topics.events), remembered);
}

/** Reads off the topics and the state store what was found. Throws when the same thing was said in different words. */
export async function readFindings(bus: Bus, store: StateStore, partitions: number): Promise<Findings> {
  const said = async (topic: SchemaTopic): Promise<Said[]> =>
    (await readMessages(bus, topic)).map(({ value, record }) => ({
      key: record.key === null ? null : String(record.key),
      headers: record.headers,
      value,
    }));
  const remembered: Remembered[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    const checkpoint = await store.load(scopeOf(partition), anyOffsets);
    for (const [key, text] of checkpoint?.entries ?? [])
      remembered.push([partition, key, JSON.stringify((withDefaults.codec ?? jsonCodec).read(key, text))]);
  }
  return findings(await said(topics.anomalies), await said(topics.events), remembered);
}

type Remembered = readonly [partition: number, key: string, json: string];

function findings(
  anomalies: readonly Said[],
  events: readonly Said[],
  remembered: readonly Remembered[],
): Findings {
  return {
    anomalies: distinct(anomalies, ({ anomaly_id: id, revision }, origin) => `${id} ${revision} ${origin}`),
    events: distinct(events, ({ event_id: id }) => String(id)),
    state: Object.fromEntries(
      remembered.map(([partition, key, json]) => [`${partition} ${key}`, comparable(key, json)]),
    ),
  };
}

/** When watermarks were last announced depends on where batches ended. */
function comparable(key: string, json: string): string {
  if (!key.startsWith('origin/')) return json;
  const records = JSON.parse(json) as { sent: unknown }[];
  return JSON.stringify(records.map(({ sent: _, ...record }) => record));
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
