import type { ApiRefused } from './api-refused.ts';
import type { IncidentSummary } from './api-types.ts';

/** The incidents that the page knows, each in its newest revision. */
export interface IncidentsState {
  /** `loading` until the first list came; `failed` when it could not be had and there is none from before. */
  readonly status: 'loading' | 'ready' | 'failed';
  readonly byId: ReadonlyMap<string, IncidentSummary>;
  /** Why the list could not be had. */
  readonly problem?: Pick<ApiRefused, 'status' | 'message'>;
}

/** A change that the stream told. */
export type IncidentChange =
  | { readonly kind: 'changed'; readonly incident: IncidentSummary }
  | { readonly kind: 'removed'; readonly id: string };

/** What is known before anything came. */
export const NO_INCIDENTS: IncidentsState = { status: 'loading', byId: new Map() };

/** The state after these changes; an older revision than the known one changes nothing. */
export function withChanges(state: IncidentsState, changes: readonly IncidentChange[]): IncidentsState {
  const byId = new Map(state.byId);
  let isChanged = false;
  for (const change of changes) {
    if (change.kind === 'removed') isChanged = byId.delete(change.id) || isChanged;
    else isChanged = put(byId, change.incident) || isChanged;
  }
  return isChanged ? { ...state, byId } : state;
}

/** The state that a list says: what is not in it is gone. An item that is as it was keeps its identity, so that its row is not drawn anew. */
export function withList(state: IncidentsState, list: readonly IncidentSummary[]): IncidentsState {
  const byId = new Map<string, IncidentSummary>();
  for (const incident of list) {
    const known = state.byId.get(incident.id);
    byId.set(incident.id, known !== undefined && known.revision === incident.revision ? known : incident);
  }
  return { status: 'ready', byId };
}

function put(byId: Map<string, IncidentSummary>, incident: IncidentSummary): boolean {
  const known = byId.get(incident.id);
  if (known !== undefined && known.revision >= incident.revision) return false;
  byId.set(incident.id, incident);
  return true;
}
