import { type ActionMessage, contentId, formatTimestamp, topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import type { Actor } from '../roles.ts';
import type { IncidentSummary } from '../views/incident-summary.ts';

export interface Feedback {
  readonly verdict: string;
  readonly cause?: string | undefined;
  readonly comment?: string | undefined;
}

/** What somebody says of an incident, for `aiops.actions`. The same from the same person is the same message. */
export function feedbackMessage(
  incident: IncidentSummary,
  { verdict, cause, comment }: Feedback,
  actor: Actor,
  now: number,
): OutMessage & { readonly id: string } {
  const id = contentId('feedback', incident.id, actor.name, verdict, cause ?? '', comment ?? '');
  const value: ActionMessage = {
    action_id: id,
    incident_id: incident.id,
    revision: incident.revision,
    timestamp: formatTimestamp(now),
    action: 'feedback',
    actor: actor.name,
    device: incident.cause,
    feedback: {
      verdict,
      ...(cause === undefined ? {} : { cause }),
      ...(comment === undefined ? {} : { comment }),
    },
  };
  return { topic: topics.actions, key: incident.id, id, value };
}
