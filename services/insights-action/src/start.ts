import type { RcaResult } from '@aiops/contracts';
import {
  encode,
  type Health,
  type Lifecycle,
  type OutMessage,
  occurrence,
  type RunningService,
  type ServiceContext,
  startStream,
  startTopology,
} from '@aiops/runtime';
import { startAlertmanager } from './alertmanager/start-alertmanager.ts';
import { type Api, createApi } from './api/create-api.ts';
import { incidentRecords } from './api/views/incident-records.ts';
import type { StoredIncident } from './api/views/incident-view.ts';
import { grafanaSink } from './grafana/grafana-sink.ts';
import { createNotifications, type Notifications } from './notify/notifications.ts';
import { reportLinks } from './report/report-links.ts';
import { startRunbooks } from './runbooks/start-runbooks.ts';
import { startRuns } from './runs/start-runs.ts';
import { startIncidentSeries } from './series/start-incident-series.ts';
import { createInsightsAction } from './service.ts';
import type { IncidentSink } from './sinks/incident-sink.ts';
import { openOutboxes } from './wiring/open-outboxes.ts';
import { secretsOf } from './wiring/secrets-of.ts';

const NAME = 'insights-action';
/** How often notifications that a mute held back are looked at. */
const NOTIFY_EVERY_MS = 5_000;

/** Takes an incident report as it is made. */
export type OnReport = (report: string, result: RcaResult) => void;

const toStandardOutput: OnReport = (report) => void process.stdout.write(`${report}\n`);

/** insights-action at work. */
export interface RunningInsights extends RunningService {
  /** Takes another token of the API until the process ends. */
  readonly addToken: Api['addToken'];
}

/** Runs insights-action on a context's adapters. Reports go to standard output unless somebody takes them. */
export async function startInsightsAction(
  context: ServiceContext,
  lifecycle: Lifecycle,
  onReport = toStandardOutput,
): Promise<RunningInsights> {
  const { config, logger, metrics, now, state } = context;
  const insights = config.insights_action;
  const topology = await startTopology(context, lifecycle);
  const records = incidentRecords(state);
  const incident = async (id: string) => {
    const text = await records.results.get(id);
    return text === undefined ? undefined : (JSON.parse(text) as StoredIncident).result;
  };
  const runbooks = await lifecycle.start(
    'runbooks',
    () =>
      startRunbooks({
        config: insights.runbooks,
        service: NAME,
        logger,
        metrics,
        secrets: secretsOf(config),
        now,
      }),
    async (part) => part.stop(),
  );
  const runs = await startRuns(context, lifecycle, {
    plan: async (request) => runbooks.plan(request),
    execute: runbooks.executeStep,
    runbooks: runbooks.runbooks,
    incident,
  });
  const notifications = await startNotifications(context, lifecycle);
  const alertmanager = await startAlertmanager(context, lifecycle, topology.resolver);
  const parts: Record<string, () => Readonly<Record<string, Health>>> = {
    runbooks: () => ({ runbooks: runbooks.health(), runs: runs.health() }),
    notifications: notifications.health,
    alertmanager: alertmanager.health,
  };
  const health = () => Object.assign({}, ...Object.values(parts).map((part) => part()));
  const api = await lifecycle.start(
    'api',
    () =>
      createApi({
        ...context,
        isProduction: process.env.AIOPS_ENV === 'production',
        desk: runs.desk,
        mutes: notifications.mutes,
        topology,
        runbooks: runbooks.runbooks,
        links: reportLinks(insights),
        publish: (messages) => publish(context, messages),
        parts: health,
      }),
    async (part) => part.stop(),
  );
  const places = [
    ...api.sinks,
    ...(await writers(context, lifecycle)),
    ...alertmanager.sinks,
    ...notifications.sinks,
    ...runs.sinks,
  ];
  const outboxes = await openOutboxes(context, lifecycle, places);
  parts.outboxes = outboxes.health;
  const count = (what: string) => occurrence(metrics, NAME, what);
  const service = createInsightsAction({
    config: insights,
    runbooks: runbooks.runbooks,
    onReport,
    deliveries: outboxes.deliveries,
    counters: {
      suggestions: count('runbook_suggested'),
      duplicates: count('duplicate_result'),
      undelivered: count('incident_undelivered'),
    },
  });
  const loop = await startStream(context, lifecycle, service);
  parts.loop = () => ({ loop: loop.healthy() });
  return { health, routers: [api.router], addToken: api.addToken };
}

/** What is written for Grafana: annotations, and series for dashboards. */
async function writers(context: ServiceContext, lifecycle: Lifecycle): Promise<IncidentSink[]> {
  const grafana = await lifecycle.start(
    'Grafana',
    async () => grafanaSink(context.config.insights_action.grafana),
    async (sink) => sink?.close(),
  );
  const series = await startIncidentSeries(context, lifecycle);
  return [grafana, series].filter((sink) => sink !== undefined);
}

async function startNotifications(context: ServiceContext, lifecycle: Lifecycle): Promise<Notifications> {
  const stopped = new AbortController();
  const notifications = await lifecycle.start(
    'notifications',
    () =>
      createNotifications({
        ...context,
        config: context.config.insights_action,
        records: (name) => context.state.records(name),
        publish: (message) => publish(context, [message]),
      }),
    async (part) => {
      stopped.abort();
      part.close();
    },
  );
  let looking: Promise<void> | undefined;
  const look = () => {
    looking ??= notifications
      .tick(stopped.signal)
      .catch((err: unknown) => context.logger.warn({ err }, 'Held notifications could not be looked at.'))
      .finally(() => {
        looking = undefined;
      });
  };
  await lifecycle.start(
    'held notifications',
    async () => setInterval(look, NOTIFY_EVERY_MS).unref(),
    async (timer) => {
      clearInterval(timer);
      await looking;
    },
  );
  return notifications;
}

function publish({ bus }: ServiceContext, messages: readonly OutMessage[]): Promise<void> {
  return bus.publish(messages.map((message) => encode(message, NAME)));
}
