import { contentId } from '@aiops/contracts';
import { actionMessage } from '../../action-message.ts';
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
): ReturnType<typeof actionMessage> {
  const id = contentId('feedback', incident.id, actor.name, verdict, cause ?? '', comment ?? '');
  return actionMessage(
    { id, incident: incident.id, revision: incident.revision, at: now, action: 'feedback' },
    {
      actor: actor.name,
      device: incident.cause,
      feedback: {
        verdict,
        ...(cause === undefined ? {} : { cause }),
        ...(comment === undefined ? {} : { comment }),
      },
    },
  );
}
