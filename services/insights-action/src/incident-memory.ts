import type { KeyedState } from '@aiops/runtime';

/** What is remembered of an incident. */
export interface IncidentRecord {
  /** Highest revision that was seen. */
  revision: number;
  /** Event time of that revision, epoch ms. */
  at: number;
  /** Names of the runbooks that were suggested for it. */
  suggested: string[];
}

const PREFIX = 'incident/';

/** The incidents of one task, at most `limit` of them: beyond that the longest quiet are forgotten. */
export interface IncidentMemory {
  get(incident: string): IncidentRecord | undefined;
  put(incident: string, record: IncidentRecord): void;
}

/**
 * A memory over the task's state. A forgotten incident that speaks again is suggested its runbooks again, under the same
 * action ids as before.
 */
export function createIncidentMemory(state: KeyedState, limit: number): IncidentMemory {
  const known = new Set<string>();
  for (const key of state.keys()) if (key.startsWith(PREFIX)) known.add(key);
  const forget = () => {
    const quiet = [...known]
      .map((key) => ({ key, at: state.get<IncidentRecord>(key)?.at ?? 0 }))
      .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
    // A tenth at a time: sorting all for each new one would be slow in a storm.
    for (const { key } of quiet.slice(0, Math.ceil(limit / 10))) {
      known.delete(key);
      state.delete(key);
    }
  };
  return {
    get: (incident) => state.get<IncidentRecord>(PREFIX + incident),
    put(incident, record) {
      const key = PREFIX + incident;
      if (!known.has(key) && known.size >= limit) forget();
      known.add(key);
      state.put(key, record);
    },
  };
}
