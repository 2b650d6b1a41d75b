import type { IncidentSummary } from './api-types.ts';
import type { IncidentChange } from './incidents-state.ts';
import { parseVisible } from './visible-text.ts';

/** The head of what was suggested, decided or done. */
export interface ActionBrief {
  readonly action_id: string;
  readonly action: string;
  readonly incident_id: string | null;
  readonly run_id: string | null;
  readonly runbook: string | null;
  readonly status: string | null;
}

/** The change that an `incident` event tells; undefined when it cannot be read. */
export function readIncidentEvent(data: string): IncidentChange | undefined {
  const incident = parsed<IncidentSummary>(data);
  return typeof incident?.id === 'string' ? { kind: 'changed', incident } : undefined;
}

/** The change that an `incident_removed` event tells; undefined when it cannot be read. */
export function readRemovedEvent(data: string): IncidentChange | undefined {
  const id = parsed<{ id: string }>(data)?.id;
  return typeof id === 'string' ? { kind: 'removed', id } : undefined;
}

/** What an `action` event tells; undefined when it cannot be read. */
export function readActionEvent(data: string): ActionBrief | undefined {
  const action = parsed<ActionBrief>(data);
  return typeof action?.action_id === 'string' ? action : undefined;
}

function parsed<T>(data: string): T | undefined {
  try {
    return parseVisible(data) as T;
  } catch {
    return undefined;
  }
}
