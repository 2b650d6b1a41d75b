import { configSchema } from '@aiops/config';
import { createEntityResolver, type Labels, type Span, topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { testDriver } from '@aiops/testbed';
import { muteSet } from '../mutes/mute-set.ts';
import { createAnomalyDetection } from '../service.ts';
import { upstreamUrls } from '../upstream-urls.ts';

/** Beginning of a minute (epoch seconds), and event time of second 0 of a {@link detectionDriver}. */
export const START = 1_700_000_040;

/** A stamp that is so many seconds later. */
export const iso = (second: number) => new Date((START + second) * 1000).toISOString();

/** A mute of the settings from one second to another. */
export const muted = (from: number, until: number, more: object = {}) => ({
  name: 'works',
  from: iso(from),
  until: iso(until),
  reason: 'The cables are renewed',
  ...more,
});

/** The service with these settings of detection, fed with samples, lines and spans in seconds from {@link START}. */
export function detectionDriver(settings: object, upstreams: object = {}, partitions = 1) {
  const { anomaly_detection: config, data_ingestion } = configSchema.parse({
    anomaly_detection: settings,
    data_ingestion: upstreams,
  });
  const resolver = createEntityResolver([]);
  const counts: Record<string, number> = {};
  const count = ({ mute = '' }: Readonly<Record<string, string>> = {}) => {
    counts[mute] = (counts[mute] ?? 0) + 1;
  };
  let mutes = muteSet(config.mutes);
  const driver = testDriver(
    createAnomalyDetection({
      config,
      resolver: () => resolver,
      mutes: () => mutes,
      evidenceUrls: upstreamUrls(data_ingestion),
      counters: { muted: { inc: count } },
    }),
    { partitions },
  );
  const keyOf = (labels: Labels) => resolver.resolve(labels).id;
  return {
    ...driver,
    /** How many anomalies each mute has held back. */
    counts,
    change(next: readonly object[]) {
      mutes = muteSet(configSchema.parse({ anomaly_detection: { mutes: next } }).anomaly_detection.mutes);
    },
    push(metric: string, labels: Labels, ...values: [second: number, value: number][]) {
      const all = { instance: 'a', ...labels };
      for (const [second, value] of values) {
        const values: [number, number][] = [[START + second, value]];
        driver.pipe(topics.metrics, { metric_name: metric, labels: all, values }, { key: keyOf(all) });
      }
    },
    log(second: number, log_line: string, level = 'info') {
      const labels = { host: 'a' };
      const timestamp = `${Math.round((START + second) * 1000)}000000`;
      driver.pipe(topics.logs, { timestamp, log_line, labels, level }, { key: keyOf(labels) });
    },
    span(second: number, fields: Partial<Span> = {}, partition = 0) {
      const span = { span_id: `s${second}`, operation: 'GET', service: 'shop', duration: 0.1, ...fields };
      const value = { trace_id: 't', spans: [{ ...span, start_time: START + second }] };
      driver.pipe(topics.traces, value, { partition });
    },
    /** What an event makes the service tell itself, to be delivered when it comes. */
    announcements(event: object) {
      driver.pipe(topics.events, { timestamp: iso(0), event_type: 'maintenance', ...event });
      return [topics.metrics, topics.logs, topics.traces].flatMap((topic) => driver.readMessages(topic));
    },
    deliver(messages: readonly OutMessage[]) {
      for (const { topic, value, key, partition } of messages)
        driver.pipe(topic as typeof topics.metrics, value as never, { key, ...(partition && { partition }) });
    },
    anomalies: () => driver.read(topics.anomalies),
  };
}
