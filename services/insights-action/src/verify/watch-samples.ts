import { headers, partitionOf, readMessage, seriesKey, toNumber, topics } from '@aiops/contracts';
import type { Bus, BusRecord } from '@aiops/runtime';
import type { Baseline, Watch, WatchedSeries } from './watch.ts';

/** Records looked at for values from before a run. */
const BACK = 5_000;
/** Values from before a run that are kept. */
const KEPT_BEFORE = 30;
/** Newest values after a run that are kept. */
const KEPT_AFTER = 2_000;
const PAGE = 1_000;

/** Reads the samples of one series from the topic, without a consumer group. */
export interface SampleWatch {
  begin(baseline: Baseline): Promise<Watch>;
  since(watch: Watch, recordedAfter: number): Promise<readonly number[]>;
}

/**
 * The samples of an entity lie on the partition of its id, also those that came without a key, or under another one: anomaly-detection
 * publishes them again under the entity that it finds, and they count when they come from there. Where the topic stands is noted when a run begins; the values after it
 * are read from there by whichever process comes to judge them, also after a restart. What retention has removed is missing.
 */
export function createSampleWatch(bus: Bus): SampleWatch {
  return {
    async begin(baseline) {
      const extents = await bus.extent(topics.metrics);
      const partition = partitionOf(baseline.series.entityId, extents.length);
      const { first, next } = extents[partition] ?? { first: 0, next: 0 };
      const values: number[] = [];
      for await (const record of recordsOf(bus, partition, Math.max(first, next - BACK), next)) {
        keep(values, valuesOf(record, baseline.series), KEPT_BEFORE);
      }
      return { baseline, partition, from: next, before: values };
    },
    async since({ baseline, partition, from }, recordedAfter) {
      const { first = 0, next = 0 } = (await bus.extent(topics.metrics))[partition] ?? {};
      const values: number[] = [];
      for await (const record of recordsOf(bus, partition, Math.max(first, from), next)) {
        if (record.recordedAt > recordedAfter) keep(values, valuesOf(record, baseline.series), KEPT_AFTER);
      }
      return values;
    },
  };
}

async function* recordsOf(bus: Bus, partition: number, from: number, end: number) {
  for (let at = from; at < end; ) {
    const page = await bus.read(topics.metrics, partition, at, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    yield* page.filter(({ offset }) => offset < end);
    at = last.offset + 1;
  }
}

function keep(values: number[], fresh: readonly number[], limit: number): void {
  values.push(...fresh);
  if (values.length > limit) values.splice(0, values.length - limit);
}

/** The values of a record, none where it is about another series or cannot be read. */
function valuesOf({ key, value, headers: sent }: BusRecord, series: WatchedSeries): number[] {
  // Looking for the name first: most of a partition is about other things, and reading JSON is dear.
  if (value === null || !value.includes(series.metric)) return [];
  try {
    const read = readMessage(topics.metrics, JSON.parse(value.toString('utf8')));
    if (!read.success) return [];
    // What lies under another key comes a second time.
    const isOwned = key?.toString('utf8') === series.entityId || sent[headers.rekeyed] === '1';
    const { entity_id: named, metric_name: metric, labels = {}, values } = read.data;
    const entity = named || series.entityId;
    if (!isOwned || entity !== series.entityId || metric !== series.metric) return [];
    if (seriesKey(entity, metric, labels) !== seriesKey(entity, metric, series.labels)) return [];
    return values.map(([, number]) => toNumber(number));
  } catch {
    return [];
  }
}
