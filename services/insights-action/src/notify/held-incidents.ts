import type { Records } from '@aiops/runtime';
import type { Delivery } from '../sinks/incident-sink.ts';

/** Most incidents that wait for the end of a mute or of maintenance. */
const LIMIT = 1_000;
const HELD = 'held/';
/** What is much and in no message. */
const LEFT_OUT = new Set(['samples', 'evidence', 'contributions', 'terms']);

/** Incidents that are held back by a mute or by maintenance, and are told when that is over. */
export interface HeldIncidents {
  /** Keeps a revision; of an incident the newest. */
  keep(delivery: Delivery): Promise<void>;
  /** Forgets an incident whose news up to a revision need not wait any more. */
  drop(incident: string, revision: number): Promise<void>;
  /** Those that wait. Forgets the incidents beyond the limit that wait longest, and what an earlier release left. */
  all(): Promise<Delivery[]>;
}

/** Keeps them in a set of records, which all instances share; what there is no room for is handed to `onForgotten`. */
export function heldIncidents(
  records: Records,
  onForgotten: (incident: string) => void,
  limit: number = LIMIT,
): HeldIncidents {
  const read = async (incident: string) => {
    const text = await records.get(HELD + incident);
    return text === undefined ? undefined : (JSON.parse(text) as Delivery);
  };
  return {
    async keep(delivery) {
      const known = await read(delivery.incident);
      if (known !== undefined && known.revision >= delivery.revision) return;
      await records.put(HELD + delivery.incident, shortText(delivery));
    },
    async drop(incident, revision) {
      const known = await read(incident);
      if (known !== undefined && known.revision <= revision) await records.delete([HELD + incident]);
    },
    async all() {
      const all = await records.all();
      await records.delete([...all.keys()].filter((key) => !key.startsWith(HELD)));
      const waiting = [...all]
        .flatMap(([key, text]) => (key.startsWith(HELD) ? [JSON.parse(text) as Delivery] : []))
        .sort((a, b) => b.recordedAt - a.recordedAt || (a.incident < b.incident ? -1 : 1));
      const forgotten = waiting.splice(limit).map(({ incident }) => incident);
      await records.delete(forgotten.map((incident) => HELD + incident));
      for (const incident of forgotten) onForgotten(incident);
      return waiting;
    },
  };
}

function shortText(delivery: Delivery): string {
  return JSON.stringify(delivery, (key, value) => (LEFT_OUT.has(key) ? undefined : value));
}
