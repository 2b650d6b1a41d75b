import type { Delivery, IncidentSink } from '../sinks/incident-sink.ts';
import { incidentView } from '../sinks/incident-view.ts';
import { annotationTags, incidentTag, OUR_TAG } from './annotation-tags.ts';
import { annotationText } from './annotation-text.ts';
import type { Annotation, AnnotationsApi, StoredAnnotation } from './annotations-api.ts';

/**
 * One annotation per incident. It is looked for by its tags before it is written, so that neither a restart nor a redelivery
 * doubles it. Where two writers raced, the one with the lowest id stays and the others are removed.
 */
export function createAnnotationSink(api: AnnotationsApi): IncidentSink {
  return {
    name: 'grafana',
    async deliver(delivery, signal) {
      const tags = [OUR_TAG, incidentTag(delivery.incident)];
      const wanted = annotationOf(delivery);
      let found = await ours(api, tags, signal);
      if (found.length === 0) {
        await api.create(wanted, signal);
        // An attempt that was given up as lost may have arrived meanwhile.
        found = await ours(api, tags, signal);
      }
      const [kept, ...doubles] = found;
      if (kept !== undefined && !isSame(kept, wanted)) await api.change(kept.id, wanted, signal);
      for (const { id } of doubles) await api.remove(id, signal);
    },
  };
}

async function ours(
  api: AnnotationsApi,
  tags: readonly string[],
  signal: AbortSignal,
): Promise<StoredAnnotation[]> {
  return (await api.find(tags, signal)).filter(({ id }) => id > 0);
}

/** An open incident is a point: Grafana cannot take an end back other than by setting it to the beginning. */
function annotationOf(delivery: Delivery): Annotation {
  const view = incidentView(delivery.result);
  return {
    time: view.started,
    timeEnd: view.ended ?? view.started,
    tags: annotationTags(delivery.incident, view),
    text: annotationText(delivery),
  };
}

function isSame(stored: StoredAnnotation, wanted: Annotation): boolean {
  return (
    stored.time === wanted.time &&
    (stored.timeEnd || stored.time) === wanted.timeEnd &&
    stored.text === wanted.text &&
    [...(stored.tags ?? [])].sort().join('\n') === [...wanted.tags].sort().join('\n')
  );
}
