import type { Records, StateStore } from '@aiops/runtime';

/** What all instances know of incidents. */
export interface IncidentRecords {
  /** The whole of each incident's newest revision. */
  readonly results: Records;
  readonly summaries: Records;
  /** Under one key, a text that is another after every change: who has seen it need not read the summaries again. */
  readonly changes: Records;
}

export const LAST_CHANGE = 'last';

export function incidentRecords(state: Pick<StateStore, 'records'>): IncidentRecords {
  return {
    results: state.records('incidents'),
    summaries: state.records('incident_summaries'),
    changes: state.records('incident_changes'),
  };
}
