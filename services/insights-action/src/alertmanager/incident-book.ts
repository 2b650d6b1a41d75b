import type { Entity } from '@aiops/contracts';
import type { IncidentNote } from './incident-note.ts';

/** Notes about the open incidents, in memory, by what they explain. */
export interface IncidentBook {
  /** Takes the newest note of an incident. */
  put(note: IncidentNote): void;
  /** Forgets an incident, because it is over. */
  remove(incident: string): void;
  /** Forgets all incidents but these. */
  replace(notes: readonly IncidentNote[]): void;
  /** The note about an entity: of the incident that it is the cause of, else of the one that began last. */
  about(entity: Entity): IncidentNote | undefined;
}

/** An empty book. */
export function createIncidentBook(): IncidentBook {
  const notes = new Map<string, IncidentNote>();
  const byPlace = new Map<string, Set<string>>();
  const placesOf = ({ entities }: IncidentNote) => entities.flatMap(({ id }) => placeOf(id) ?? []);
  const remove = (incident: string) => {
    const note = notes.get(incident);
    if (note === undefined) return;
    notes.delete(incident);
    for (const place of placesOf(note)) {
      const incidents = byPlace.get(place);
      incidents?.delete(incident);
      if (incidents?.size === 0) byPlace.delete(place);
    }
  };
  const put = (note: IncidentNote) => {
    remove(note.incident);
    notes.set(note.incident, note);
    for (const place of placesOf(note)) {
      const incidents = byPlace.get(place) ?? new Set();
      byPlace.set(place, incidents.add(note.incident));
    }
  };
  return {
    put,
    remove,
    replace(all) {
      const kept = new Set(all.map(({ incident }) => incident));
      for (const incident of [...notes.keys()]) if (!kept.has(incident)) remove(incident);
      for (const note of all) put(note);
    },
    about({ id }) {
      const place = placeOf(id);
      const found = [...(byPlace.get(place ?? '') ?? [])].flatMap((incident) => notes.get(incident) ?? []);
      const isCause = ({ entities }: IncidentNote) =>
        Number(entities.some((one) => one.role === 'cause' && placeOf(one.id) === place));
      return found.sort(
        (a, b) => isCause(b) - isCause(a) || b.startedAt - a.startedAt || (a.incident < b.incident ? -1 : 1),
      )[0];
    },
  };
}

/**
 * An entity's id without its type: where the topology does not know an entity, the labels of an alert and of a metric may give it
 * different types.
 */
function placeOf(id: string): string | undefined {
  const [, , kind, , site, name] = id.split(':');
  if (kind === undefined || site === undefined || name === undefined) return undefined;
  return `${kind}:${site}:${name}`;
}
