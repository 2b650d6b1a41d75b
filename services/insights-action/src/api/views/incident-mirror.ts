import type { Records } from '@aiops/runtime';
import type { ChangeFeed } from './change-feed.ts';
import { type IncidentRecords, LAST_CHANGE } from './incident-records.ts';
import type { IncidentSummary } from './incident-summary.ts';
import type { StoredIncident } from './incident-view.ts';

export interface IncidentMirror {
  /** All summaries as of the last refresh, in no particular order. */
  list(): readonly IncidentSummary[];
  get(id: string): IncidentSummary | undefined;
  /** The whole incident as it is now. Rejects with `Unavailable` while the store does not answer. */
  read(id: string): Promise<StoredIncident | undefined>;
  /** Looks for changes, tells them to the feed, and makes room when there are too many incidents. */
  refresh(): Promise<void>;
}

/**
 * The summaries that all instances share, held in memory by each. The first refresh tells nothing: clients read the list. At
 * most `limit` incidents are kept; closed ones leave first, the longest unchanged first among them.
 */
export function createIncidentMirror(
  { results, summaries, changes }: IncidentRecords,
  feed: ChangeFeed,
  limit: number,
): IncidentMirror {
  let known: ReadonlyMap<string, Held> = new Map();
  let seen: { readonly change: string | undefined } | undefined;
  const tell = (before: typeof known) => {
    const changed = [...known.values()].filter(({ text, summary }) => before.get(summary.id)?.text !== text);
    for (const { summary } of changed.sort(byUpdate)) feed.push('incident', summary);
    for (const id of before.keys()) if (!known.has(id)) feed.push('incident_removed', { id });
  };
  return {
    list: () => [...known.values()].map(({ summary }) => summary),
    get: (id) => known.get(id)?.summary,
    async read(id) {
      const text = await results.get(id);
      return text === undefined ? undefined : (JSON.parse(text) as StoredIncident);
    },
    async refresh() {
      // Read first: what is written from here on comes with another text, and is found by the next refresh.
      const change = await changes.get(LAST_CHANGE);
      if (seen !== undefined && seen.change === change) return;
      const before = known;
      known = await heldIn(summaries, before);
      const leaving = [...known.values()].sort(closedFirst).slice(0, Math.max(0, known.size - limit));
      const ids = leaving.map(({ summary }) => summary.id);
      // The result first: a summary that is left over is found again, a result would not be.
      await results.delete(ids);
      await summaries.delete(ids);
      known = new Map([...known].filter(([id]) => !ids.includes(id)));
      if (seen !== undefined) tell(before);
      seen = { change };
    },
  };
}

interface Held {
  /** As it is stored, to see whether it has changed. */
  readonly text: string;
  readonly summary: IncidentSummary;
}

async function heldIn(summaries: Records, before: ReadonlyMap<string, Held>): Promise<Map<string, Held>> {
  const held = new Map<string, Held>();
  for (const [id, text] of await summaries.all()) {
    const last = before.get(id);
    held.set(id, last?.text === text ? last : { text, summary: JSON.parse(text) as IncidentSummary });
  }
  return held;
}

function byUpdate({ summary: a }: Held, { summary: b }: Held): number {
  return a.updated_at < b.updated_at ? -1 : Number(a.updated_at > b.updated_at);
}

function closedFirst(a: Held, b: Held): number {
  return Number(a.summary.state === 'open') - Number(b.summary.state === 'open') || byUpdate(a, b);
}
