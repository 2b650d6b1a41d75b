import { type Span, toNumber } from '@aiops/contracts';
import type { EntityRef } from '../subject.ts';

/** What is kept of a span until its trace is whole. Plain JSON. */
export interface TraceSpan {
  readonly id: string;
  /** Id of its parent, empty for a root. */
  readonly parent: string;
  readonly entity: EntityRef;
  readonly operation: string;
  /** Epoch ms with a fraction, and ms. */
  readonly start: number;
  readonly duration: number;
  readonly failed: boolean;
}

/** Lengths of what is kept of names and ids. */
const MAX_NAME = 200;
const MAX_ID = 64;

/** The part of a span of an entity that counts here; `start` in epoch ms. */
export function traceSpan(span: Span, { id, type, name }: EntityRef, start: number): TraceSpan {
  return {
    id: span.span_id.slice(0, MAX_ID),
    parent: (span.parent_span_id ?? '').slice(0, MAX_ID),
    entity: { id, type, name: name.slice(0, MAX_NAME) },
    operation: span.operation.slice(0, MAX_NAME),
    start,
    duration: Math.max(0, toNumber(span.duration) * 1000),
    failed: span.status === 'error',
  };
}

/** When a span ended (epoch ms with a fraction). */
export function endOf({ start, duration }: TraceSpan): number {
  return start + duration;
}
