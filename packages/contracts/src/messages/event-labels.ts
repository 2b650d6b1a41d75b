import { type Labels, label } from '../values/labels.ts';
import type { EventMessage } from './event-message.ts';

/** Labels that say what an event is about: those in `labels` and `details.labels`, its name, and naming fields in `details`. */
export function eventLabels(event: EventMessage): Labels {
  const details = event.details ?? {};
  const merged = { ...plainLabels(details), ...plainLabels(details.labels), ...plainLabels(event.labels) };
  if (event.entity_name === undefined || event.entity_name === '') return merged;
  const service = event.entity_type === 'service' ? { service: event.entity_name } : undefined;
  const site = label(merged, 'site');
  return { ...(service ?? { device_name: event.entity_name }), ...(site === undefined ? {} : { site }) };
}

function plainLabels(value: unknown): Labels {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string | number] =>
      ['string', 'number'].includes(typeof entry[1]),
    ),
  );
}
