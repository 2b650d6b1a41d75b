import { readSeriesKey, siteOf } from '@aiops/contracts';
import { entityRef, type Subject } from '../subject.ts';

/**
 * A subject as it is stored beside the key of its series, which says nearly all of it: the places that the labels had among their
 * sorted names. Or the subject itself, where its key does not say everything.
 */
export type StoredSubject = readonly number[] | Subject;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** What has to be stored of a subject. */
export function storedSubject(subject: Subject): StoredSubject {
  const { series, entity, domain, labels } = subject;
  const names = Object.keys(labels);
  const { type, name } = entityRef(entity.id, undefined, undefined);
  const isSaid =
    entity.type === type &&
    entity.name === name &&
    domain === siteOf(entity.id) &&
    names.every((label) => isText(labels[label])) &&
    // The key of what is no valid Unicode does not come back from the store as it was.
    !LONE_SURROGATE.test(series);
  if (!isSaid) return subject;
  const sorted = [...names].sort();
  return names.map((label) => sorted.indexOf(label));
}

/** The subject of the series with this key. */
export function readSubject(stored: StoredSubject, series: string): Subject {
  if (!isOrder(stored)) return stored;
  const { entityId, metric, labels } = readSeriesKey(series);
  const sorted = Object.keys(labels).sort();
  return {
    series,
    entity: entityRef(entityId, undefined, undefined),
    domain: siteOf(entityId),
    metric,
    labels: Object.fromEntries(stored.map((place) => [sorted[place], labels[sorted[place] as string]])),
  };
}

function isOrder(stored: StoredSubject): stored is readonly number[] {
  return Array.isArray(stored);
}

/** A label that the key has as it is: others are read as text there, or left out. */
function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
