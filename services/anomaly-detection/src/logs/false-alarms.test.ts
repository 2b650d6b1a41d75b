import { configSchema } from '@aiops/config';
import { type AnomalyMessage, createEntityResolver, type LogMessage, topics } from '@aiops/contracts';
import type { KeyedState, OutMessage } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';
import { minuteOf, type SimulatedLine, type SimulatedTemplate, seeded } from '../testing/log-life.ts';

const START = 1_700_000_040;
const MINUTES_OF_WEEK = 7 * 1440;
const resolver = createEntityResolver([]);

/** What every simulated entity logs: some rare, some busy, some complaints, some at random and some at a beat. */
const TEMPLATES: readonly SimulatedTemplate[] = [
  { text: 'request # served in # ms', level: 'info', rate: 0.5 },
  { text: 'session of user u# opened', level: 'info', rate: 0.1 },
  { text: 'cache entry # evicted', level: 'debug', rate: 0.3 },
  { text: 'connection from 10.0.0.#:# closed', level: 'info', rate: 0.05 },
  { text: 'configuration read again', level: 'info', rate: 0.0002 },
  { text: 'slow query of # ms', level: 'warn', rate: 0.02 },
  { text: 'retry # of upstream call', level: 'warn', rate: 0.006 },
  { text: 'upstream call # failed', level: 'error', rate: 0.02 },
  { text: 'cannot write record #', level: 'error', rate: 0.005 },
  { text: 'health check # passed', level: 'info', every: 300 },
  { text: 'rotated log file #', level: 'info', every: 3600 },
];

/** The service, fed without a bus, because a week of lines is a lot; remembers the anomalies of logs that fire. */
function detection() {
  const config = configSchema.parse({}).anomaly_detection;
  const entries = new Map<string, unknown>();
  const state: KeyedState = {
    get: <T>(key: string) => entries.get(key) as T | undefined,
    put: (key, value) => void entries.set(key, value),
    delete: (key) => void entries.delete(key),
    keys: () => entries.keys(),
  };
  const task = createAnomalyDetection({ config, resolver: () => resolver }).task(state, 0, 1);
  const firing: AnomalyMessage[] = [];
  const emit = ({ topic, value }: OutMessage) => {
    if (topic === topics.anomalies && (value as AnomalyMessage).status === 'firing')
      firing.push(value as AnomalyMessage);
  };
  const keys = new Map<string, string>();
  return {
    firing,
    log(host: string, { second, text, level }: SimulatedLine) {
      const labels = { host };
      const key = keys.get(host) ?? resolver.resolve(labels).id;
      keys.set(host, key);
      const timestamp = `${Math.round((START + second) * 1000)}000000`;
      const value: LogMessage = { timestamp, log_line: text, labels, level };
      task.onMessage(
        { topic: topics.logs, partition: 0, offset: 0, key, headers: {}, value, recordedAt: 0 },
        emit,
      );
    },
  };
}

/** Lets entities live; `change` says what a template does in a minute instead: how many times its rate. */
function simulate(
  seed: number,
  hosts: readonly string[],
  minutes: number,
  templates: readonly SimulatedTemplate[],
  change: (template: SimulatedTemplate, minute: number) => number = () => 1,
) {
  const random = seeded(seed);
  const service = detection();
  for (let minute = 0; minute < minutes; minute += 1) {
    const lines = hosts.flatMap((host) =>
      templates.flatMap((template) => {
        const times = change(template, minute);
        return times === 0 ? [] : minuteOf(template, minute, random, times).map((line) => ({ host, line }));
      }),
    );
    lines.sort((a, b) => a.line.second - b.line.second);
    for (const { host, line } of lines) service.log(host, line);
  }
  return service.firing;
}

test('20 entities that log at random in a daily rhythm raise at most one false anomaly each in four weeks', () => {
  const hosts = Array.from({ length: 20 }, (_, i) => `host-${i}`);
  const firing = simulate(1, hosts, MINUTES_OF_WEEK, TEMPLATES);
  const opened = new Set(firing.map(({ anomaly_id }) => anomaly_id));
  // A quarter of four weeks.
  expect(opened.size, firing.map(({ summary }) => summary).join('\n')).toBeLessThanOrEqual(hosts.length / 4);
}, 120_000);

test.each([1, 2, 3])(
  'what is wrong is found, and soon: seed %i',
  (seed) => {
    const fault = 3 * 1440;
    const busy: SimulatedTemplate = { text: 'page # was read', level: 'info', rate: 3 };
    const unheard: SimulatedTemplate = { text: 'file system of disk # is broken', level: 'error', rate: 1 };
    const beat: SimulatedTemplate = { text: 'heartbeat # sent', level: 'info', every: 60 };
    const delays = (faulty: SimulatedTemplate, times: number) => {
      const firing = simulate(seed, ['a', 'b'], fault + 60, [...TEMPLATES, faulty], (template, minute) => {
        if (template !== faulty) return 1;
        if (minute >= fault) return times;
        return faulty === unheard ? 0 : 1;
      });
      return firing
        .filter(({ revision }) => revision === 1)
        .map(({ metric_name, timestamp }) => [
          metric_name,
          Math.ceil((Date.parse(String(timestamp)) / 1000 - START) / 60 - fault),
        ]);
    };
    const within = (metric: string, minutes: number, found: readonly (readonly unknown[])[]) => {
      expect(found.map(([name]) => name)).toEqual([metric, metric]);
      for (const [, delay] of found) expect(delay).toBeLessThanOrEqual(minutes);
    };
    within('log_burst', 2, delays(busy, 10));
    within('log_news', 5, delays(unheard, 1));
    within('log_missing', 6, delays(beat, 0));
  },
  120_000,
);
