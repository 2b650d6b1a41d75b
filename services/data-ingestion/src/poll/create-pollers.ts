import type { Config } from '@aiops/config';
import type { Counter } from '@aiops/runtime';
import type { Reach } from '../plan-window.ts';
import { ALERTMANAGER, alertStream } from '../sources/alertmanager/alert-stream.ts';
import type { KnownAlerts } from '../sources/alertmanager/known-alerts.ts';
import { LOKI, logStream } from '../sources/loki.ts';
import { TEMPO, traceStream } from '../sources/tempo.ts';
import { metricStream, VICTORIAMETRICS } from '../sources/victoriametrics.ts';
import { createUpstream, type Upstream } from '../upstream.ts';
import type { FollowOptions } from './follow.ts';
import { createPoller, type Poller } from './poller.ts';

/** How long (ms) each upstream takes until it shows all of a moment. */
export interface PollLags {
  /** VictoriaMetrics' `-search.latencyOffset` hides its newest 30 s. */
  readonly victoriametrics: number;
  /** Agents send lines in batches. */
  readonly loki: number;
  /** A trace is searchable once its spans have come and Tempo has cut it. */
  readonly tempo: number;
}

export const defaultPollLags: PollLags = { victoriametrics: 30_000, loki: 5_000, tempo: 30_000 };

export interface NamedPoller {
  readonly source: string;
  readonly poller: Poller;
  readonly close: () => void;
}

export interface PollersOptions extends Omit<FollowOptions, 'source'> {
  readonly config: Config['data_ingestion'];
  readonly lags: PollLags;
  readonly requestTimeoutMs?: number;
  readonly failures?: Counter;
  readonly refused?: Counter;
  readonly knownAlerts: KnownAlerts;
}

const LONGEST_STEP_MS = 15_000;
const SECOND_MS = 1_000;
const LONGEST_WINDOW_MS = 600_000;

/** A poller for each upstream that has a URL (and, for metrics, at least one query). */
export function createPollers(options: PollersOptions): NamedPoller[] {
  const { config } = options;
  const pollers: NamedPoller[] = [];
  const queries = Object.entries(config.metrics.queries);
  if (config.victoriametrics_url !== undefined && queries.length > 0) {
    const upstream = connect('VictoriaMetrics', config.victoriametrics_url, options);
    const reach = reachOf(config, options.lags.victoriametrics, stepOf(config.interval));
    const { resolver } = options;
    const streams = queries.map(([name, promql]) =>
      metricStream({ upstream, name, promql, reach, resolver }),
    );
    pollers.push(named(VICTORIAMETRICS, streams, upstream, options));
  }
  if (config.loki_url !== undefined) {
    const upstream = connect('Loki', config.loki_url, options);
    const reach = reachOf(config, options.lags.loki, 1);
    const { resolver, logger } = options;
    const stream = logStream({ upstream, ...config.logs, reach, resolver, logger });
    pollers.push(named(LOKI, [stream], upstream, options));
  }
  if (config.tempo_url !== undefined) {
    const upstream = connect('Tempo', config.tempo_url, options);
    const reach = reachOf(config, options.lags.tempo, SECOND_MS);
    const { query, limit, min_duration: minDurationMs } = config.traces;
    const stream = traceStream({ upstream, query, limit, minDurationMs, reach, logger: options.logger });
    pollers.push(named(TEMPO, [stream], upstream, options));
  }
  if (config.alertmanager_url !== undefined) pollers.push(alertPoller(config.alertmanager_url, options));
  return pollers;
}

function alertPoller(url: string, options: PollersOptions): NamedPoller {
  const { config, knownAlerts: known, resolver, refused } = options;
  const upstream = connect('Alertmanager', url, options);
  const reach = reachOf(config, 0, SECOND_MS);
  const stream = alertStream({
    upstream,
    known,
    resolver,
    // What fires is asked for once, however long it was not asked for.
    reach: { ...reach, maxWindowMs: Math.max(config.backfill, reach.maxWindowMs) + SECOND_MS },
    ...(refused === undefined ? {} : { refused }),
  });
  return named(ALERTMANAGER, [stream], upstream, options);
}

/** Distance of the samples: the poll interval in whole seconds, between one and fifteen. */
function stepOf(intervalMs: number): number {
  return Math.min(Math.max(Math.floor(intervalMs / SECOND_MS), 1) * SECOND_MS, LONGEST_STEP_MS);
}

function reachOf(config: Config['data_ingestion'], lagMs: number, stepMs: number): Reach {
  const maxWindowMs = Math.max(LONGEST_WINDOW_MS, stepMs);
  return {
    lagMs,
    stepMs,
    maxWindowMs,
    firstMs: Math.max(config.interval, stepMs),
    backfillMs: config.backfill,
  };
}

function connect(name: string, baseUrl: string, { requestTimeoutMs }: PollersOptions): Upstream {
  return createUpstream({
    name,
    baseUrl,
    ...(requestTimeoutMs === undefined ? {} : { timeoutMs: requestTimeoutMs }),
  });
}

function named(
  source: string,
  streams: Parameters<typeof createPoller>[0]['streams'],
  upstream: Upstream,
  options: PollersOptions,
): NamedPoller {
  const poller = createPoller({
    ...options,
    source,
    streams,
    intervalMs: Math.max(options.config.interval, SECOND_MS),
  });
  return { source, poller, close: () => upstream.close() };
}
