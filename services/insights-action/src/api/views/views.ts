import type { Bus, Health, Logger, StateStore } from '@aiops/runtime';
import type { IncidentSink } from '../../sinks/incident-sink.ts';
import { type ChangeFeed, createChangeFeed } from './change-feed.ts';
import { createIncidentMirror, type IncidentMirror } from './incident-mirror.ts';
import { incidentRecords } from './incident-records.ts';
import { createIncidentView } from './incident-view.ts';
import { createRecentActions, type RecentActions } from './recent-actions.ts';
import { createRecentAnomalies, type RecentAnomalies } from './recent-anomalies.ts';

export interface ViewsOptions {
  readonly state: Pick<StateStore, 'records'>;
  readonly bus: Pick<Bus, 'extent' | 'read'>;
  readonly now: () => number;
  readonly logger: Pick<Logger, 'warn'>;
}

/** What the API shows, the same on every instance. */
export interface Views {
  readonly feed: ChangeFeed;
  readonly incidents: IncidentMirror;
  readonly anomalies: RecentAnomalies;
  readonly actions: RecentActions;
  /** Takes incidents in. */
  readonly sink: IncidentSink;
  refresh(): Promise<void>;
  health(): Health;
  stop(): void;
}

const MOST_INCIDENTS = 1_000;
const MOST_CHANGES = 5_000;
const INTERVAL_MS = 1_000;

/** Reads what there is and looks for news every second. While store or bus do not answer, what was read last stays. */
export async function createViews(options: ViewsOptions, epoch: string): Promise<Views> {
  const { state, bus, now, logger } = options;
  const feed = createChangeFeed(epoch, MOST_CHANGES);
  const records = incidentRecords(state);
  const incidents = createIncidentMirror(records, feed, MOST_INCIDENTS);
  const anomalies = createRecentAnomalies(bus);
  const actions = createRecentActions(bus, feed);
  let health: Health = { up: true, required: false };
  const look = async () => {
    const looked = await Promise.allSettled([incidents.refresh(), anomalies.poll(), actions.poll()]);
    const failed = looked.find((one) => one.status === 'rejected');
    if (failed === undefined) health = { up: true, required: false };
    else {
      const detail = failed.reason instanceof Error ? failed.reason.message : String(failed.reason);
      if (health.up) logger.warn({ err: failed.reason }, 'The API shows what it read last.');
      health = { up: false, required: false, detail };
    }
  };
  const refresh = inTurn(look);
  await refresh();
  const timer = setInterval(() => void refresh(), INTERVAL_MS);
  timer.unref();
  return {
    feed,
    incidents,
    anomalies,
    actions,
    sink: createIncidentView(records, now),
    refresh,
    health: () => health,
    stop: () => clearInterval(timer),
  };
}

/** One look at a time; whoever asks during one gets a look that begins after that. A look never rejects. */
function inTurn(look: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  let waiting: Promise<void> | undefined;
  return () => {
    waiting ??= last.then(() => {
      waiting = undefined;
      return look();
    });
    last = waiting;
    return waiting;
  };
}
