import type { ConfigInput } from '@aiops/config';
import { topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { startLoki, startTempo, startVictoriaMetrics, type VictoriaMetricsServer } from '@aiops/testbed';
import { expect } from 'vitest';
import { spanRecords } from '../sources/otlp/traces.ts';

/** Something that lies in an upstream, or arrived from there. */
export interface Item {
  /** Epoch ms. */
  readonly at: number;
  readonly text: string;
}

/** A server that holds something for each 5 or 15 s of half an hour. */
export interface PollTarget {
  readonly url: string;
  /** What it answers with status 200 when it cannot answer, or what something in front of it does. */
  readonly errorBody: string;
  readonly settings: ConfigInput['data_ingestion'];
  /** A moment (epoch ms) with items before and after it. */
  readonly begin: number;
  /** The oldest item (epoch ms). */
  readonly first: number;
  /** What is newer than this is not asked for. */
  readonly lagMs: number;
  /** The items that messages carry, in order of time. */
  read(messages: readonly OutMessage[]): Item[];
  /** The items from `from` up to `to`. */
  between(from: number, to: number): Item[];
}

const MINUTE = 60_000;
/** When the stories begin: far enough back for all of them to be over. */
const BEGIN = Math.floor(Date.now() / MINUTE - 20) * MINUTE;
const FIRST = BEGIN - 15 * MINUTE;
const LAST = BEGIN + 10 * MINUTE;

/** Starts the three servers that are polled, and fills them. */
export async function startPollTargets() {
  const [vm, loki, tempo] = await Promise.all([startVictoriaMetrics(), startLoki(), startTempo()]);
  return {
    victoriametrics: await fillVictoriaMetrics(vm),
    loki: await fillLoki(loki.url),
    tempo: await fillTempo(tempo.url, tempo.otlpUrl),
    stop: async () => void (await Promise.all([vm.stop(), loki.stop(), tempo.stop()])),
  };
}

function itemsEvery(stepMs: number): Item[] {
  const items: Item[] = [];
  for (let at = FIRST; at <= LAST; at += stepMs) items.push({ at, text: String(1 + (at - FIRST) / stepMs) });
  return items;
}

function target(items: readonly Item[], isBefore: (at: number, to: number) => boolean) {
  return {
    begin: BEGIN,
    first: FIRST,
    between: (from: number, to: number) => items.filter(({ at }) => at >= from && isBefore(at, to)),
  };
}

const byTime = (a: Item, b: Item) => a.at - b.at;

async function fillVictoriaMetrics(vm: VictoriaMetricsServer): Promise<PollTarget> {
  const items = itemsEvery(15_000);
  await vm.import({
    metric: { __name__: 'node_load1', instance: 'web-1:9100' },
    values: items.map(({ text }) => Number(text)),
    timestamps: items.map(({ at }) => at),
  });
  return {
    ...target(items, (at, to) => at <= to),
    url: vm.url,
    errorBody: '{"status":"error","errorType":"422","error":"too many requests"}',
    settings: { metrics: { queries: { load_average: 'node_load1' } } },
    lagMs: 30_000,
    read: (messages) =>
      valuesOf(messages, topics.metrics)
        .flatMap(({ values }) => values as [number, number][])
        .map(([second, value]) => ({ at: second * 1000, text: String(value) }))
        .sort(byTime),
  };
}

async function fillLoki(url: string): Promise<PollTarget> {
  const items = itemsEvery(5_000);
  const values = items.map(({ at, text }) => [`${at}000000`, `error ${text}`]);
  const response = await fetch(`${url}/loki/api/v1/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ streams: [{ stream: { job: 'test', host: 'web-1' }, values }] }),
  });
  expect(response.status, await response.text()).toBe(204);
  return {
    ...target(items, (at, to) => at < to),
    url,
    errorBody: '{"status":"error","message":"too many requests"}',
    // Pages of 7 lines, so that each window takes several.
    settings: { logs: { query: '{job="test"} |~ `(?i)error`', limit: 7 } },
    lagMs: 5_000,
    read: (messages) =>
      valuesOf(messages, topics.logs)
        .map(({ timestamp, log_line: line }) => ({
          at: Number(BigInt(String(timestamp)) / 1_000_000n),
          text: String(line).replace('error ', ''),
        }))
        .sort(byTime),
  };
}

async function fillTempo(url: string, otlpUrl: string): Promise<PollTarget> {
  const items = itemsEvery(5_000);
  const spans = items.map(({ at, text }) => ({
    traceId: text.padStart(32, 'a'),
    spanId: text.padStart(16, 'a'),
    name: text,
    kind: 2,
    startTimeUnixNano: `${at}000000`,
    endTimeUnixNano: `${at + 20}000000`,
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
  const response = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
  });
  expect(response.status, await response.text()).toBe(200);
  return {
    ...target(items, (at, to) => at < to),
    url,
    errorBody: '{"traces":"too many requests"}',
    // Four traces at once, so that each window is cut into several.
    settings: { traces: { limit: 4 } },
    lagMs: 30_000,
    read: (messages) =>
      valuesOf(messages, topics.otlpSpans)
        .flatMap(({ resourceSpans }) => spanRecords(resourceSpans as unknown[]).spans)
        .map(({ startNs, operation }) => ({ at: Number(startNs / 1_000_000n), text: operation }))
        .sort(byTime),
  };
}

function valuesOf(messages: readonly OutMessage[], topic: string): Record<string, unknown>[] {
  return messages
    .filter((message) => message.topic === topic)
    .map(({ value }) => value as Record<string, unknown>);
}
