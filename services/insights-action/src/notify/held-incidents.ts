import { randomUUID } from 'node:crypto';
import type { Records } from '@aiops/runtime';
import type { Delivery } from '../sinks/incident-sink.ts';

/** Most incidents that wait for the end of a mute or of maintenance. */
const LIMIT = 1_000;
const HELD = 'held/';
const LAST = 'last';
/** What is much and in no message. */
const LEFT_OUT = new Set(['samples', 'evidence', 'contributions', 'terms']);

/** Incidents that are held back by a mute or by maintenance, and are told when that is over. */
export interface HeldIncidents {
  /** Keeps a revision; of an incident the newest. */
  keep(delivery: Delivery): Promise<void>;
  /** Forgets an incident whose news up to a revision need not wait any more. */
  drop(incident: string, revision: number): Promise<void>;
  /**
   * Those that wait. They are read only where something has been kept since the last time; what another instance has dropped may still
   * be among them. Forgets the incidents beyond the limit that wait longest, and what an earlier release left.
   */
  all(): Promise<Delivery[]>;
}

/**
 * Keeps them in a set of records, which all instances share, and in another one a mark that is a new one after each revision that is kept. What
 * there is no room for is handed to `onForgotten`.
 */
export function heldIncidents(
  records: Records,
  marks: Records,
  onForgotten: (incident: string) => void,
  limit: number = LIMIT,
): HeldIncidents {
  const read = async (incident: string) => {
    const text = await records.get(HELD + incident);
    return text === undefined ? undefined : (JSON.parse(text) as Delivery);
  };
  let waiting = new Map<string, Delivery>();
  let isRead = false;
  let readMark: string | undefined;
  return {
    async keep(delivery) {
      const known = await read(delivery.incident);
      if (known !== undefined && known.revision >= delivery.revision) return;
      await records.put(HELD + delivery.incident, shortText(delivery));
      await marks.put(LAST, randomUUID());
    },
    async drop(incident, revision) {
      const known = await read(incident);
      if (known !== undefined && known.revision <= revision) await records.delete([HELD + incident]);
      const left = waiting.get(incident);
      if (left !== undefined && left.revision <= revision) waiting.delete(incident);
    },
    async all() {
      const mark = await marks.get(LAST);
      if (isRead && mark === readMark) return [...waiting.values()];
      const all = await records.all();
      await records.delete([...all.keys()].filter((key) => !key.startsWith(HELD)));
      const found = [...all]
        .flatMap(([key, text]) => (key.startsWith(HELD) ? [JSON.parse(text) as Delivery] : []))
        .sort((a, b) => b.recordedAt - a.recordedAt || (a.incident < b.incident ? -1 : 1));
      const forgotten = found.splice(limit).map(({ incident }) => incident);
      await records.delete(forgotten.map((incident) => HELD + incident));
      for (const incident of forgotten) onForgotten(incident);
      waiting = new Map(found.map((delivery) => [delivery.incident, delivery]));
      [isRead, readMark] = [true, mark];
      return found;
    },
  };
}

function shortText(delivery: Delivery): string {
  return JSON.stringify(delivery, (key, value) => (LEFT_OUT.has(key) ? undefined : value));
}
