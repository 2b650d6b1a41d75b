import { type RcaResult, topics } from '@aiops/contracts';
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
import { pageFolder, readPageFiles } from './console/page-files.ts';
import { createPageRouter } from './console/page-router.ts';
import { startGrafana } from './grafana/start-grafana.ts';
import { startNotifications } from './notify/start-notifications.ts';
import { PENDING_LIMIT, revisionOf } from './pending-deliveries.ts';
import { reportLinks } from './report/report-links.ts';
import { startIncidentSeries } from './series/start-incident-series.ts';
import { createInsightsAction } from './service.ts';
import { startOutboxes } from './sinks/start-outboxes.ts';
import { startAction } from './start-action.ts';

const NAME = 'insights-action';

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
  const { metrics, state } = context;
  const insights = context.config.insights_action;
  const topology = await startTopology(context, lifecycle);
  const records = incidentRecords(state);
  const stored = async (id: string) => {
    const text = await records.results.get(id);
    return text === undefined ? undefined : (JSON.parse(text) as StoredIncident);
  };
  const incident = async (id: string) => (await stored(id))?.result;
  const { runbooks, runs } = await startAction(context, lifecycle, incident);
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
    await startGrafana(context, lifecycle),
    await startIncidentSeries(context, lifecycle),
    ...alertmanager.sinks,
    ...notifications.sinks,
    ...runs.sinks,
  ].filter((place) => place !== undefined);
  const outboxes = await startOutboxes(context, lifecycle, places, {
    remembered: 2 * PENDING_LIMIT * (await context.bus.partitions(topics.rcaResults)),
    newest: async (id) => {
      const known = await stored(id);
      return known && { incident: id, revision: revisionOf(known.result), ...known };
    },
  });
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
  const page = createPageRouter(await readPageFiles(pageFolder()));
  return { health, routers: insights.api.enabled ? [api.router, page] : [], addToken: api.addToken };
}

function publish({ bus }: ServiceContext, messages: readonly OutMessage[]): Promise<void> {
  return bus.publish(messages.map((message) => encode(message, NAME)));
}
