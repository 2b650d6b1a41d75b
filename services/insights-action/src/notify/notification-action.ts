import { contentId } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { actionMessage } from '../action-message.ts';
import type { Change, HeldBack } from './told.ts';

/** What became of telling a channel about an incident. */
export interface NotificationOutcome {
  readonly incident: string;
  readonly revision: number;
  readonly channel: string;
  readonly kind: string;
  /** Addresses, where the channel has them. */
  readonly to?: readonly string[] | undefined;
  readonly change: Change | undefined;
  readonly status: 'sent' | 'refused' | 'suppressed';
  /** Why it was not told, or what the other side said. */
  readonly reason?: HeldBack | string | undefined;
  readonly mute?: string | undefined;
  readonly title?: string | undefined;
  readonly device: string | undefined;
  /** When it was told or held back, epoch ms. */
  readonly at: number;
}

/** The action that says who was told of what, or why not. Its id is the same when it is published again. */
export function notificationAction(outcome: NotificationOutcome): OutMessage {
  const { incident, revision, channel, kind, to, change, status, reason, mute, title, device, at } = outcome;
  const id = contentId('notification', channel, incident, revision, status, change ?? '', reason ?? '');
  return actionMessage(
    { id, incident, revision, at, action: 'notification' },
    {
      result: {
        status,
        channel,
        kind,
        ...(to === undefined ? {} : { to }),
        ...(change === undefined ? {} : { change }),
        ...(reason === undefined ? {} : { reason }),
        ...(mute === undefined ? {} : { mute }),
        ...(title === undefined ? {} : { title }),
      },
      device: device ?? null,
      mode: 'auto',
      actor: 'aiops',
    },
  );
}
