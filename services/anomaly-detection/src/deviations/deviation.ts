import {
  contentId,
  type DeviationDetails,
  type EventMessage,
  formatTimestamp,
  type Labels,
} from '@aiops/contracts';
import type { EntityRef } from '../subject.ts';
import { clip } from '../wording.ts';

/** Something of an entity that lies outside its usual range at an event time (epoch ms). */
export interface Deviation {
  readonly entity: EntityRef;
  readonly metric: string;
  readonly kind: DeviationDetails['kind'];
  readonly labels: Labels;
  readonly direction: DeviationDetails['direction'];
  /** Distance from the usual range in widths of that range, or the ratio less one. */
  readonly size: number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly at: number;
  /** Who sees it, when it is seen from outside. */
  readonly peer?: EntityRef;
}

/** Names in sentences are no longer than this; details have them in full. */
const SHOWN = 80;

/** The message for `aiops.events`; `seen` makes the id that of this partition where several see the same thing. */
export function deviationEvent(deviation: Deviation, seen: string): EventMessage & { event_id: string } {
  const { entity, metric, kind, labels, direction, size, value, lower, upper, at, peer } = deviation;
  const usual = { lower: round(lower), upper: round(upper) };
  const details: DeviationDetails = {
    metric_name: metric,
    kind,
    labels,
    direction,
    size: round(size),
    value: round(value),
    usual,
    ...(peer === undefined ? {} : { peer: peer.id }),
  };
  const by = peer === undefined ? '' : `, as ${clip(peer.name, SHOWN)} sees it,`;
  return {
    event_id: contentId('deviation', seen, entity.id, metric, JSON.stringify(labels), peer?.id ?? '', at),
    timestamp: formatTimestamp(at),
    event_type: 'deviation',
    source: 'anomaly-detection',
    severity: 'low',
    summary: `${clip(metric, SHOWN)} of ${clip(entity.name, SHOWN)}${by} is ${round(value)}, usually ${usual.lower} to ${usual.upper}`,
    details,
    entity_id: entity.id,
    entity_type: entity.type,
    entity_name: entity.name,
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
