import { contentId } from '@aiops/contracts';
import { safeText } from '../report/safe-text.ts';
import type { IncidentView } from '../sinks/incident-view.ts';

/** Every annotation of ours carries it. */
export const OUR_TAG = 'aiops';

/** Grafana keeps what stands before and after the first colon of a tag in columns of 100 characters. */
const LONGEST_VALUE = 80;
/** Grafana refuses an annotation whose tags are longer than this as a JSON list (`annotations.tags_length`). */
const MOST_BYTES = 500;
const MOST_ENTITIES = 10;

/** The tag by which the annotation of an incident is found. An id that does not fit is named by its hash. */
export function incidentTag(incident: string): string {
  const fits = incident.length <= LONGEST_VALUE && /^[\w.:-]+$/.test(incident);
  return `incident:${fits ? incident : contentId('incident-tag', incident)}`;
}

/**
 * The tags of an incident: `aiops`, `incident:<id>`, `severity:<severity>`, and `entity:<name>` of what it is filed under and of
 * what else is affected, as far as Grafana has room for them.
 */
export function annotationTags(incident: string, view: IncidentView): string[] {
  const fixed = [OUR_TAG, incidentTag(incident), `severity:${view.severity}`];
  const names = [...(view.entity === null ? [] : [view.entity]), ...view.affected]
    .map((name) => safeText(name, LONGEST_VALUE))
    .filter((name) => name !== '');
  const tags = [...fixed];
  for (const name of [...new Set(names)].slice(0, MOST_ENTITIES)) {
    const tag = `entity:${name}`;
    if (listBytes([...tags, tag]) <= MOST_BYTES) tags.push(tag);
  }
  return tags;
}

/** As Grafana counts: brackets, quotes and commas included. */
function listBytes(tags: readonly string[]): number {
  return tags.reduce((sum, tag) => sum + Buffer.byteLength(tag) + 3, 1);
}
