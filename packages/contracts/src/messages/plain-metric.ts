import { parseTimestamp } from '../values/time.ts';
import { type MetricMessage, metricMessageSchema } from './metric-message.ts';

const isText = (value: unknown) => typeof value === 'string';
const isStamp = (value: unknown) =>
  (typeof value === 'number' || typeof value === 'string') && parseTimestamp(value) !== undefined;

/** What each field looks like in a usual message. A field without an entry is an unusual one. */
const usual: { readonly [Field in keyof MetricMessage]?: (value: unknown) => boolean } = {
  metric_name: (value) => isText(value) && value !== '',
  labels: areLabels,
  values: areSamples,
  timestamp: isStamp,
  source: isText,
  entity_id: isText,
  entity_type: isText,
  entity_name: isText,
};

/** The fields in the order of the schema, and what they usually look like. */
const fields = Object.keys(metricMessageSchema.shape);
const checks = fields.map((name) => usual[name]);

/**
 * True when a value that was read from JSON is a metric just as services write them. Then it passes the schema, which would give
 * exactly this value; of any other value it says nothing. The schema copies what it reads, which costs several times as
 * much as to look, and metrics are what comes most often.
 */
export function isPlainMetric(value: unknown): value is MetricMessage {
  if (typeof value !== 'object' || value === null) return false;
  let place = 0;
  for (const name in value) {
    // The schema gives fields in its own order, and what is published again shows it: one that comes too late is not found.
    while (place < fields.length && fields[place] !== name) place += 1;
    if (checks[place]?.((value as Record<string, unknown>)[name]) !== true) return false;
    place += 1;
  }
  return Object.hasOwn(value, 'metric_name') && Object.hasOwn(value, 'values');
}

function areLabels(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const name in value) {
    // The schema leaves this one out.
    if (name === '__proto__' || !isLabel((value as Record<string, unknown>)[name])) return false;
  }
  return true;
}

function isLabel(value: unknown): boolean {
  const type = typeof value;
  return type === 'string' || type === 'boolean' || value === null || Number.isFinite(value);
}

function areSamples(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  for (const sample of value) {
    if (!Array.isArray(sample) || sample.length !== 2) return false;
    if (!Number.isFinite(sample[0]) || !Number.isFinite(sample[1])) return false;
  }
  return true;
}
