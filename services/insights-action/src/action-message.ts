import { type ActionMessage, formatTimestamp, topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';

/** What every action says. */
export interface ActionHead {
  /** The same when it is published again. */
  readonly id: string;
  /** Null where it is about none. */
  readonly incident: string | null;
  /** Revision of the incident, where it is about one. */
  readonly revision?: number;
  /** Epoch ms. */
  readonly at: number;
  readonly action: ActionMessage['action'];
}

type Rest = Omit<ActionMessage, 'action_id' | 'incident_id' | 'revision' | 'timestamp' | 'action'>;

/** A message for `aiops.actions`, under its incident's key; `key` stands for it where there is no incident. */
export function actionMessage(
  { id, incident, revision, at, action }: ActionHead,
  rest: Rest,
  key = action as string,
): OutMessage & { readonly id: string } {
  const value: ActionMessage = {
    action_id: id,
    ...(incident === null ? {} : { incident_id: incident }),
    ...(revision === undefined ? {} : { revision }),
    timestamp: formatTimestamp(at),
    action,
    ...rest,
  };
  return { topic: topics.actions, key: incident ?? key, id, value };
}
