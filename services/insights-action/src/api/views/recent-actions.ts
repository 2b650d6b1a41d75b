import { type ActionMessage, contentId, topics } from '@aiops/contracts';
import type { Bus } from '@aiops/runtime';
import type { ChangeFeed } from './change-feed.ts';
import { createNewestMap } from './newest-map.ts';
import { createTopicTail } from './topic-tail.ts';

const MOST_ACTIONS = 2_000;
const TEXT_LENGTH = 200;

export interface RecentActions {
  /** Oldest first. */
  list(): readonly ActionMessage[];
  has(id: string): boolean;
  poll(): Promise<void>;
}

/** The newest messages of `aiops.actions` in the memory of each instance; those that come after the first poll are told to the feed. */
export function createRecentActions(bus: Pick<Bus, 'extent' | 'read'>, feed: ChangeFeed): RecentActions {
  const held = createNewestMap<ActionMessage>(MOST_ACTIONS);
  let isLive = false;
  const tail = createTopicTail(bus, topics.actions, MOST_ACTIONS, ({ value }) => {
    const id = actionKey(value);
    const isKnown = held.get(id) !== undefined;
    held.put(id, value);
    if (isLive && !isKnown) feed.push('action', brief(value, id));
  });
  return {
    list: () => held.values(),
    has: (id) => held.get(id) !== undefined,
    async poll() {
      await tail.poll();
      isLive = true;
    },
  };
}

/** Its id, or one derived from what it says when somebody else wrote it. */
export function actionKey(action: ActionMessage): string {
  return action.action_id ?? contentId('action', JSON.stringify(action));
}

/** What clients need in order to know what to ask for; outputs of steps stay out of the feed. */
function brief(action: ActionMessage, id: string): object {
  const cut = (text: unknown) => (typeof text === 'string' ? text.slice(0, TEXT_LENGTH) : null);
  return {
    action_id: id,
    action: action.action,
    incident_id: cut(action.incident_id),
    run_id: cut(action.run_id),
    runbook: cut(action.runbook),
    status: cut(action.result?.status),
    actor: cut(action.actor),
    timestamp: action.timestamp,
  };
}
