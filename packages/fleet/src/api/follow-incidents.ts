import type { IncidentSummary } from '@aiops/insights-action';
import type { ApiClient } from './api-client.ts';
import { ApiRefused } from './api-refused.ts';
import { readEvents } from './read-events.ts';

export interface FollowOptions {
  readonly client: Pick<ApiClient, 'open' | 'ask'>;
  readonly signal: AbortSignal;
  readonly onIncident: (incident: IncidentSummary) => void;
  /** Nothing is open at the beginning. */
  readonly onNothingOpen: () => void;
  /** The connection is lost, and is tried again. */
  readonly onLost: () => void;
  /** Waits before the next try. */
  readonly pause: () => Promise<unknown>;
}

const NEWEST = 20;
/** Items of a page, as many as the API gives. */
const PAGE = 500;
/** HTTP statuses that waiting does not change. */
const NEVER_MENDED: readonly number[] = [401, 403];
/** Incidents whose last told revision is remembered. */
const MOST_TOLD = 2_000;

interface IncidentPage {
  readonly items: readonly IncidentSummary[];
  readonly next_cursor: string | null;
}

/** How far a client has come. */
interface Progress {
  lastId?: string;
  /** Whether there ever was a connection. */
  wasOpen: boolean;
}

/**
 * Tells the open incidents, and then each change of an incident until the signal is given, across lost connections and restarts of
 * the API: it resumes after the last event, and where that is not possible any more it tells the open and the newest incidents that
 * changed meanwhile. Rejects with {@link ApiRefused} when the API does not let the token in, or was never reached.
 */
export async function followIncidents(options: FollowOptions): Promise<void> {
  const { signal } = options;
  const progress: Progress = { wasOpen: false };
  const tell = onceEach(options.onIncident);
  while (!signal.aborted) {
    await readOn(options, progress, tell).catch((error: unknown) => {
      if (signal.aborted) return;
      // What never worked is an error; what worked before comes back, unless the token is not known there any more.
      if (error instanceof ApiRefused && (!progress.wasOpen || NEVER_MENDED.includes(error.status ?? 0)))
        throw error;
      if (!progress.wasOpen) throw unreachable(error);
    });
    if (signal.aborted) return;
    options.onLost();
    await options.pause();
  }
}

/** Reads one connection to its end. */
async function readOn(
  { client, signal, onNothingOpen }: FollowOptions,
  progress: Progress,
  tell: (incident: IncidentSummary) => void,
): Promise<void> {
  const headers = progress.lastId === undefined ? {} : { 'last-event-id': progress.lastId };
  const response = await client.open('/events', headers, signal);
  progress.wasOpen = true;
  for await (const { id, event, data } of readEvents(response.body as AsyncIterable<Uint8Array>)) {
    if (event === 'ready') {
      const open = await openIncidents(client);
      open.forEach(tell);
      if (open.length === 0) onNothingOpen();
    }
    if (event === 'reset') [...(await openIncidents(client)), ...(await newest(client))].forEach(tell);
    if (event === 'incident') tell(JSON.parse(data) as IncidentSummary);
    progress.lastId = id;
  }
}

/** Passes each revision on once. */
function onceEach(onIncident: FollowOptions['onIncident']): FollowOptions['onIncident'] {
  const told = new Map<string, number>();
  return (incident) => {
    if ((told.get(incident.id) ?? 0) >= incident.revision) return;
    told.delete(incident.id);
    told.set(incident.id, incident.revision);
    const oldest = told.keys().next();
    if (told.size > MOST_TOLD && oldest.done !== true) told.delete(oldest.value);
    onIncident(incident);
  };
}

/** Those that are open, the one that began first first. */
async function openIncidents(client: Pick<ApiClient, 'ask'>): Promise<IncidentSummary[]> {
  const found: IncidentSummary[] = [];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: IncidentPage = await client.ask('GET', `/incidents?state=open&limit=${PAGE}${after}`);
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null && found.length < MOST_TOLD);
  return found.reverse();
}

async function newest(client: Pick<ApiClient, 'ask'>): Promise<IncidentSummary[]> {
  const { items } = await client.ask<{ items: IncidentSummary[] }>('GET', `/incidents?limit=${NEWEST}`);
  return items.reverse();
}

function unreachable(error: unknown): ApiRefused {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ApiRefused(
    `The API cannot be reached (${reason}); is insights-action running there? --url or AIOPS_URL name another address`,
  );
}
