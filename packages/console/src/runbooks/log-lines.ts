import type { Action } from '../live/api-types.ts';

/** Kinds of actions that are about runbooks. */
export const LOGGED = [
  'runbook_suggested',
  'runbook_execution',
  'approval_requested',
  'approval_decided',
  'runbooks_stopped',
  'runbooks_resumed',
] as const;
export type LoggedKind = (typeof LOGGED)[number];

/** A line of what was suggested, decided and done. */
export interface LogLine {
  readonly key: string;
  readonly at: Action['timestamp'];
  readonly kind: LoggedKind;
  readonly actor: string | undefined;
  readonly runbook: string | undefined;
  readonly device: string | undefined;
  readonly incident: string | undefined;
  /** How it ended: its state, and whether it helped. */
  readonly outcome: string;
}

/** What of the actions is about runbooks, in their order. */
export function logLines(actions: readonly Action[]): LogLine[] {
  return actions.flatMap((action, place) => {
    const kind = LOGGED.find((known) => known === action.action);
    if (kind === undefined) return [];
    const verified = typeof action.verified === 'string' ? [action.verified] : [];
    return [
      {
        key: action.action_id ?? String(place),
        at: action.timestamp,
        kind,
        actor: action.actor,
        runbook: action.runbook ?? action.result?.runbook,
        device: action.device ?? undefined,
        incident: action.incident_id,
        outcome: [...(action.result == null ? [] : [action.result.status]), ...verified].join(', '),
      },
    ];
  });
}
