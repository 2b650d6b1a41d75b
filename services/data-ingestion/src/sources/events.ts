import {
  type EntityResolver,
  type EventMessage,
  eventLabels,
  eventMessageSchema,
  maintenanceSpan,
} from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import express, { type ErrorRequestHandler, type Request, type Response } from 'express';
import { eventOut } from '../messages/event-out.ts';
import type { IngestionCounters, Logger, Publish } from '../ports.ts';

export const EVENTS = 'events';

const MAX_EVENTS = 1000;
const LIMIT_BYTES = 4 * 1024 * 1024;

export interface EventsOptions {
  readonly publish: Publish;
  readonly resolver: () => EntityResolver;
  readonly logger: Logger;
  readonly counters?: IngestionCounters;
}

/** What is wrong with one event of a request. */
export interface EventProblem {
  /** Position in the array, 0 for a single event. */
  readonly index: number;
  /** Field, dotted; empty for the event itself. */
  readonly path: string;
  readonly message: string;
}

/** The events of a request body (one, or an array), or what is wrong with it. Nothing is taken of a body with a problem. */
export function readEvents(body: unknown): { events: EventMessage[]; problems: EventProblem[] } {
  const items: unknown[] = Array.isArray(body) ? body : [body];
  if (items.length > MAX_EVENTS) {
    const message = `${items.length} events in one request; at most ${MAX_EVENTS} are taken`;
    return { events: [], problems: [{ index: MAX_EVENTS, path: '', message }] };
  }
  const parsed = items.map((item) => eventMessageSchema.safeParse(item));
  const problems = parsed.flatMap(({ data, error }, index) => [
    ...(error?.issues ?? []).map(({ path, message }) => ({ index, path: path.join('.'), message })),
    ...(data === undefined ? [] : maintenanceProblems(data, index)),
  ]);
  return { events: parsed.flatMap(({ data }) => (data === undefined ? [] : [data])), problems };
}

/** Maintenance whose times cannot be used would be taken and mute nothing. */
function maintenanceProblems(event: EventMessage, index: number): EventProblem[] {
  const span = maintenanceSpan(event);
  if (span === undefined || !('problem' in span)) return [];
  return [{ index, path: span.path.join('.'), message: span.problem }];
}

/** `POST /v1/events`: deployments, maintenance and other happenings, answered 202 once the bus has them. */
export function createEventsRouter(options: EventsOptions): express.Router {
  const router = express.Router();
  const parser = express.json({ limit: LIMIT_BYTES, strict: true });
  router.post('/v1/events', requireJson, parser, (request, response) => receive(request, response, options));
  router.use('/v1/events', refuseBody);
  return router;
}

async function receive(request: Request, response: Response, options: EventsOptions): Promise<void> {
  const { publish, resolver, logger, counters } = options;
  const { events, problems } = readEvents(request.body);
  if (problems.length > 0) {
    counters?.refused?.inc({ source: EVENTS, reason: 'schema' }, problems.length);
    response.status(400).json({ error: 'no event was taken', problems });
    return;
  }
  const current = resolver();
  const messages: OutMessage[] = events.map((event) =>
    eventOut({ ...event, source: event.source ?? 'api' }, eventLabels(event), current),
  );
  try {
    if (messages.length > 0) await publish(messages);
  } catch (error) {
    logger.warn(
      { source: EVENTS, err: error },
      'The bus did not take posted events; the sender is told to retry.',
    );
    response.setHeader('Retry-After', '2');
    response.status(503).json({ error: 'the message bus does not answer; retry later' });
    return;
  }
  response.status(202).json({ accepted: messages.length, event_ids: messages.map(({ id }) => id) });
}

const requireJson: express.RequestHandler = (request, response, next) => {
  if (request.is('application/json') === 'application/json') return next();
  response.status(415).json({ error: 'send one event or an array of events as application/json' });
};

const refuseBody: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const given = error instanceof Error && 'status' in error ? Number(error.status) : 400;
  const status = given >= 400 && given < 500 ? given : 400;
  const message = error instanceof Error ? error.message : String(error);
  response.status(status).json({ error: 'no event was taken', problems: [{ index: 0, path: '', message }] });
};
