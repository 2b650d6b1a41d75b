import { type DeviationDetails, type EventMessage, nameOf } from '@aiops/contracts';
import { type Symptom, symptomOfNames } from './symptom.ts';

/** A deviation as the correlation knows it: something of an entity that lay outside its usual range. Plain JSON. */
export interface Deviating {
  readonly entity: string;
  readonly name: string;
  readonly metric: string;
  readonly kind: DeviationDetails['kind'];
  /** Labels that tell it from others of the same metric, as text. */
  readonly series: string;
  readonly direction: DeviationDetails['direction'];
  /** In widths of the usual range. */
  readonly size: number;
  /** Event time (epoch ms). */
  readonly at: number;
  /** Entity id of the caller that sees it. */
  readonly peer?: string;
  readonly summary: string;
}

/** Reads an event of type `deviation`; undefined when it is none, or says nothing that can be used. */
export function toDeviating(event: EventMessage, entity: string, at: number): Deviating | undefined {
  const details = event.details as Partial<DeviationDetails> | undefined;
  const { metric_name: metric, size, kind, direction, labels, peer } = details ?? {};
  if (event.event_type !== 'deviation' || typeof metric !== 'string') return undefined;
  if (typeof size !== 'number' || !(size >= 0) || !Number.isFinite(size)) return undefined;
  if (direction !== 'up' && direction !== 'down') return undefined;
  return {
    entity,
    name: event.entity_name ?? nameOf(entity),
    metric,
    kind: kind ?? 'metric',
    series: JSON.stringify(labels ?? {}),
    direction,
    size,
    at,
    ...(typeof peer === 'string' ? { peer } : {}),
    summary: event.summary ?? `${metric} is unusual`,
  };
}

/** What kind of trouble a deviation shows. */
export function symptomOfDeviation({ metric, kind }: Pick<Deviating, 'metric' | 'kind'>): Symptom {
  return symptomOfNames(metric, '') ?? (kind === 'log' ? 'log' : 'other');
}
