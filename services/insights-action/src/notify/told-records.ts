import type { Records } from '@aiops/runtime';
import type { Told } from './told.ts';

/** Most incidents of which a channel remembers what it was told. */
const LIMIT = 20_000;

/** What one channel was told, by incident; shared by all instances. */
export interface ToldRecords {
  get(incident: string): Promise<Told | undefined>;
  /** Writes what follows from what was got; false when another instance has written meanwhile. */
  replace(incident: string, got: Told | undefined, told: Told): Promise<boolean>;
  /** Forgets the incidents that were quiet for longest, beyond the limit. */
  prune(): Promise<void>;
}

/** Keeps it in a set of records. */
export function toldRecords(records: Records, limit: number = LIMIT): ToldRecords {
  return {
    async get(incident) {
      const text = await records.get(incident);
      return text === undefined ? undefined : (JSON.parse(text) as Told);
    },
    replace: (incident, got, told) =>
      records.replace(incident, got && JSON.stringify(got), JSON.stringify(told)),
    async prune() {
      const all = [...(await records.all())];
      if (all.length <= limit) return;
      const oldest = all
        .map(([incident, text]) => ({ incident, at: (JSON.parse(text) as Told).at }))
        .sort((a, b) => a.at - b.at || (a.incident < b.incident ? -1 : 1))
        .slice(0, all.length - limit);
      await records.delete(oldest.map(({ incident }) => incident));
    },
  };
}
