import type { EntityResolver } from '@aiops/contracts';
import express, { type ErrorRequestHandler, type Request, type Response } from 'express';
import { alertOut } from '../../messages/alert-out.ts';
import type { IngestionCounters, Logger, Publish } from '../../ports.ts';
import { ALERTMANAGER } from './alert-stream.ts';
import type { KnownAlerts } from './known-alerts.ts';
import { readAlerts } from './seen-alert.ts';

const MOST_ALERTS = 5_000;
const LIMIT_BYTES = 8 * 1024 * 1024;

export interface AlertsRouterOptions {
  readonly publish: Publish;
  readonly known: KnownAlerts;
  readonly resolver: () => EntityResolver;
  readonly logger: Logger;
  readonly counters?: IngestionCounters;
}

/** `POST /v1/alerts`: the webhook of Alertmanager (version 4), answered 202 once the bus has what is news in it. */
export function createAlertsRouter(options: AlertsRouterOptions): express.Router {
  const router = express.Router();
  const parser = express.json({ limit: LIMIT_BYTES, strict: true });
  router.post('/v1/alerts', parser, (request, response) => receive(request, response, options));
  router.use('/v1/alerts', refuseBody);
  return router;
}

async function receive(request: Request, response: Response, options: AlertsRouterOptions): Promise<void> {
  const { publish, known, resolver, logger, counters } = options;
  const items: unknown = (request.body as { alerts?: unknown } | undefined)?.alerts;
  if (!Array.isArray(items) || items.length > MOST_ALERTS) {
    counters?.refused?.inc({ source: ALERTMANAGER, reason: 'schema' });
    const error = `expected a notification of Alertmanager as JSON, with a list "alerts" of at most ${MOST_ALERTS}`;
    response.status(400).json({ error });
    return;
  }
  const { alerts, problems } = readAlerts(items, 'notified');
  if (problems.length > 0)
    counters?.refused?.inc({ source: ALERTMANAGER, reason: 'schema' }, problems.length);
  try {
    const news = await known.notified(alerts);
    if (news.length > 0) await publish(news.map((alert) => alertOut(alert, resolver())));
    await known.told(news, 'notified');
    // What is no alert would be none the next time either, so the others are not held back for it.
    response.status(202).json({ accepted: news.length, problems: problems.slice(0, 100) });
  } catch (error) {
    logger.warn(
      { source: ALERTMANAGER, err: error },
      'The bus did not take notified alerts; Alertmanager is told to retry.',
    );
    response.setHeader('Retry-After', '2');
    response.status(503).json({ error: 'the message bus does not answer; retry later' });
  }
}

const refuseBody: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const given = error instanceof Error && 'status' in error ? Number(error.status) : 400;
  const status = given >= 400 && given < 500 ? given : 400;
  response.status(status).json({ error: error instanceof Error ? error.message : String(error) });
};
