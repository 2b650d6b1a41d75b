import { formatTimestamp, parseTimestamp } from '@aiops/contracts';
import { z } from 'zod';
import { isClosed } from '../report/report.ts';
import type { Delivery } from '../sinks/incident-sink.ts';
import { type IncidentNote, type NoteLinks, noteOf } from './incident-note.ts';
import { rootCauseLabels, rootCauseTexts } from './root-cause-labels.ts';

const texts = z.record(z.string(), z.string());
const entitySchema = z.object({
  id: z.string(),
  name: z.string(),
  site: z.string().optional(),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  role: z.enum(['cause', 'victim']),
});
const recordSchema = z.object({
  revision: z.number(),
  over: z.boolean(),
  /** When this revision was taken here (epoch ms). */
  takenAt: z.number(),
  /** The revisions of one incident fire from the same time on. */
  startsAt: z.string(),
  note: z.object({
    incident: z.string(),
    startedAt: z.number(),
    entities: z.array(entitySchema),
    annotations: texts,
    defaults: texts,
  }),
  /** Annotations of the fleet's own alerts about it. */
  texts,
  /** Labels of the alerts that fire. */
  firing: z.array(texts),
  /** Those that fired and do no more, with the time of their end and when it was told here (epoch ms). */
  ended: z.array(z.object({ labels: texts, endsAt: z.string(), endedAt: z.number() })),
});

/** What is kept of an incident, so that every instance tells Alertmanager the same about it. */
export type IncidentRecord = Omit<z.infer<typeof recordSchema>, 'note'> & { readonly note: IncidentNote };

/** Ended alerts kept of one incident; of more, the oldest are left to time out. */
const MOST_ENDED = 500;

/** Reads a stored record; undefined when it is none of ours. */
export function readRecord(stored: string | undefined): IncidentRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(stored ?? '')).data as IncidentRecord | undefined;
  } catch {
    return undefined;
  }
}

/** The record that follows from a delivery at `now` (epoch ms). The revision that is known, or an earlier one, changes nothing. */
export function nextRecord(
  before: IncidentRecord | undefined,
  delivery: Delivery,
  now: number,
  links: NoteLinks,
): IncidentRecord {
  const { incident, revision, result } = delivery;
  if (before !== undefined && before.revision >= revision) return before;
  const note = noteOf(delivery, links);
  const over = isClosed(result);
  const cause = note.entities.find(({ role }) => role === 'cause')?.name;
  const firing = over ? [] : note.entities.map((entity) => rootCauseLabels(incident, cause, entity));
  const startsAt = before?.startsAt ?? formatTimestamp(Math.min(note.startedAt, now));
  const told = parseTimestamp(result.ended_at ?? result.timestamp) ?? now;
  // Of an end in the future, or before the beginning, Alertmanager would make something else.
  const endsAt = formatTimestamp(Math.max(Math.min(told, now), parseTimestamp(startsAt) ?? 0));
  const fires = new Set(firing.map(identity));
  const left = (before?.firing ?? []).filter((labels) => !fires.has(identity(labels)));
  const ended = [
    ...(before?.ended ?? []).filter(({ labels }) => !fires.has(identity(labels))),
    ...left.map((labels) => ({ labels, endsAt, endedAt: now })),
  ].slice(-MOST_ENDED);
  return { revision, over, takenAt: now, startsAt, note, texts: rootCauseTexts(result, note), firing, ended };
}

/** Two alerts are one when their labels are the same. */
function identity(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort());
}
