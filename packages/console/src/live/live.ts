import { ApiRefused } from './api-refused.ts';
import { type Connection, followEvents } from './event-stream.ts';
import { createBatch } from './frame-batch.ts';
import {
  type IncidentChange,
  type IncidentsState,
  NO_INCIDENTS,
  withChanges,
  withList,
} from './incidents-state.ts';
import { loadIncidents } from './load-incidents.ts';
import { type ActionBrief, readActionEvent, readIncidentEvent, readRemovedEvent } from './read-event.ts';
import { reasonOf } from './reason-of.ts';
import { retryDelay } from './retry-delay.ts';
import { createStore } from './store.ts';

/** How many heads of actions are remembered for views that ask what is new. */
const MOST_ACTIONS = 200;
/** A hidden page is given no frames. */
const HIDDEN_MS = 1_000;

/** All incidents, kept up to date. */
export const incidents = createStore<IncidentsState>(NO_INCIDENTS);
/** What was suggested, decided or done since the page was opened, oldest first. */
export const actions = createStore<readonly ActionBrief[]>([]);
/** How the stream of changes is. */
export const connection = createStore<Connection>('connecting');
/** Since when the stream has been lost, epoch ms; undefined while it stands. */
export const lostAt = createStore<number | undefined>(undefined);
/** Grows each time that everything has to be loaded anew. */
export const reloads = createStore(0);

/** Asks for everything anew that is shown. */
export function askAllAgain(): void {
  reloads.set(reloads.get() + 1);
}

/**
 * Opens the stream and keeps the stores up to date until the function that it returns is called. `onRefused` is told when the API does
 * not know who asks any more.
 */
export function startLive(onRefused: () => void): () => void {
  let buffered: IncidentChange[] | undefined;
  let isOver = false;
  let timer: number | undefined;
  const changes = createBatch<IncidentChange>(onFrame, (items) => {
    // What comes while a list is under way may be newer than the list.
    if (buffered !== undefined) buffered.push(...items);
    incidents.set(withChanges(incidents.get(), items));
  });
  const briefs = createBatch<ActionBrief>(onFrame, (items) =>
    actions.set([...actions.get(), ...items].slice(-MOST_ACTIONS)),
  );
  const load = async (failures = 0): Promise<void> => {
    window.clearTimeout(timer);
    buffered = [];
    try {
      const list = await loadIncidents((page) => incidents.set(withList(incidents.get(), page)));
      incidents.set(withChanges(withList(incidents.get(), list), buffered));
      buffered = undefined;
    } catch (error) {
      if (isOver) return;
      if (error instanceof ApiRefused && error.status === 401) return onRefused();
      const { status, byId } = incidents.get();
      const problem = error instanceof ApiRefused ? error : { status: 0, message: reasonOf(error) };
      incidents.set({ status: status === 'ready' ? 'ready' : 'failed', byId, problem });
      timer = window.setTimeout(() => void load(failures + 1), retryDelay(failures + 1));
    }
  };
  const add = <T>(batch: { add(item: T): void }, item: T | undefined) =>
    item !== undefined && batch.add(item);
  const stop = followEvents({
    url: '/api/v1/events',
    on: {
      incident: (data) => void add(changes, readIncidentEvent(data)),
      incident_removed: (data) => void add(changes, readRemovedEvent(data)),
      action: (data) => void add(briefs, readActionEvent(data)),
    },
    onReload() {
      askAllAgain();
      void load();
    },
    onConnection(state) {
      connection.set(state);
      lostAt.set(state === 'disconnected' ? (lostAt.get() ?? Date.now()) : undefined);
    },
  });
  return () => {
    isOver = true;
    window.clearTimeout(timer);
    stop();
  };
}

function onFrame(take: () => void): void {
  if (document.hidden) window.setTimeout(take, HIDDEN_MS);
  else requestAnimationFrame(take);
}
