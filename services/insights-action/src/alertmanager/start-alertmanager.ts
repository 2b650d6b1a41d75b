import { bareUrl, type Config } from '@aiops/config';
import type { EntityResolver } from '@aiops/contracts';
import { type Health, type Lifecycle, occurrence, type ServiceContext } from '@aiops/runtime';
import type { IncidentSink } from '../sinks/incident-sink.ts';
import { createAlertmanagerApi } from './alertmanager-api.ts';
import { createAnnotationSink } from './annotation-sink.ts';
import { createIncidentBook } from './incident-book.ts';
import { createIncidentLedger } from './incident-ledger.ts';
import type { NoteLinks } from './incident-note.ts';
import { startAlertProxy } from './proxy/alert-proxy.ts';
import { repeatTask } from './repeat-task.ts';
import { createRepost } from './repost.ts';
import { createRootCauseAlert } from './root-cause-alert.ts';

/** What Alertmanager needs of the rest of the service. */
export interface AlertmanagerParts {
  /** Where incidents go; one outbox each. */
  readonly sinks: readonly IncidentSink[];
  readonly health: () => Readonly<Record<string, Health>>;
  /** Port of the proxy while it listens. */
  readonly proxyPort: number | undefined;
}

const NAME = 'insights-action';
const RECORDS = 'alertmanager_incidents';
const REPOST_MS = 15_000;

/**
 * Starts what is switched on of the proxy, the fleet's own alert and the re-post. Nothing is started without an address of Alertmanager. All of
 * it is registered with the lifecycle, which ends it again.
 */
export async function startAlertmanager(
  context: ServiceContext,
  lifecycle: Lifecycle,
  resolver: () => EntityResolver,
): Promise<AlertmanagerParts> {
  const { insights_action: config } = context.config;
  const { proxy, root_cause_alert: own, repost, url } = config.alertmanager;
  const base = config.alertmanager.internal_url ?? url;
  if (base === undefined || !(proxy.enabled || own.enabled || repost))
    return { sinks: [], health: () => ({}), proxyPort: undefined };
  const { metrics, logger, now, bus } = context;
  const count = (what: string) => occurrence(metrics, NAME, what);
  const book = createIncidentBook();
  const records = context.state.records(RECORDS);
  const ledger = createIncidentLedger({ records, book, links: linksOf(config), now });
  const api = await lifecycle.start(
    'alertmanager',
    async () => createAlertmanagerApi(base),
    async (client) => client.close(),
  );
  const alert = createRootCauseAlert({
    ledger,
    api,
    resendMs: Math.max(own.resend, SHORTEST_RESEND_MS),
    now,
    publish: (messages) => bus.publish(messages),
    logger,
    failures: count('root_cause_alert_failed'),
  });
  const again = createRepost({ api, book, resolver, now, logger, reposted: count('alert_reposted') });
  const every = (name: string, ms: number, task: (signal: AbortSignal) => Promise<void>) =>
    lifecycle.start(
      name,
      async () => repeatTask(ms, task),
      (task) => task.stop(),
    );
  await every('root cause alerts', Math.max(own.resend, SHORTEST_RESEND_MS), (signal) =>
    own.enabled ? alert.resend(signal) : refreshed(ledger, context),
  );
  if (repost) await every('re-post of alerts', REPOST_MS, (signal) => again.round(signal));
  const listening = !proxy.enabled
    ? undefined
    : await lifecycle.start(
        'proxy of Alertmanager',
        () =>
          startAlertProxy({
            ...proxy,
            upstream: base,
            book,
            resolver,
            logger,
            counters: {
              enriched: count('alert_enriched'),
              passedBy: count('alert_passed_by'),
              abandoned: count('alert_abandoned'),
            },
          }),
        (part) => part.close(),
      );
  return {
    sinks: [createAnnotationSink(ledger), ...(own.enabled ? [alert.sink] : [])],
    health: () => (own.enabled ? { alertmanager: { ...alert.health(), required: false } } : {}),
    proxyPort: listening?.port,
  };
}

const SHORTEST_RESEND_MS = 1_000;

/** Without alerts of our own the book still has to follow what other instances have taken. */
async function refreshed(ledger: ReturnType<typeof createIncidentLedger>, { logger }: ServiceContext) {
  try {
    await ledger.refresh();
  } catch (error) {
    logger.warn(
      { err: error },
      'The open incidents could not be read again; alerts get what was known before.',
    );
  }
}

function linksOf({ alertmanager, grafana }: Config['insights_action']): NoteLinks {
  return {
    ...(alertmanager.incident_url === undefined ? {} : { incidents: bareUrl(alertmanager.incident_url) }),
    ...(grafana.url === undefined ? {} : { grafana: bareUrl(grafana.url) }),
  };
}
