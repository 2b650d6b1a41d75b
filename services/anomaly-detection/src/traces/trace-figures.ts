import { type Interval, selfTime } from '@aiops/detectors';
import type { EntityRef } from '../subject.ts';
import { endOf, type TraceSpan } from './trace-span.ts';

/** What one span of a whole trace tells about its operation. */
export interface SpanFigure {
  readonly entity: EntityRef;
  readonly operation: string;
  readonly failed: boolean;
  /** Time (ms) that no child covers. Unknown where a child belongs to another entity: the way there would count as well. */
  readonly self: number | undefined;
  /** What its parent waited longer (ms) than it took, where the parent is another entity's: the network and the queue between them. */
  readonly gap: { readonly caller: EntityRef; readonly ms: number } | undefined;
  /** What it called: entity and operation, each once. */
  readonly children: readonly string[];
}

const NONE: readonly TraceSpan[] = [];

/** The figures of all spans of a trace. A span whose parent is missing is nobody's child. */
export function traceFigures(spans: readonly TraceSpan[]): SpanFigure[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const children = new Map<TraceSpan, TraceSpan[]>();
  for (const span of spans) {
    const parent = parentOf(span, byId);
    if (parent === undefined) continue;
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [span]);
    else known.push(span);
  }
  return spans.map((span) => figureOf(span, parentOf(span, byId), children.get(span) ?? NONE));
}

function parentOf(span: TraceSpan, byId: ReadonlyMap<string, TraceSpan>): TraceSpan | undefined {
  const parent = byId.get(span.parent);
  return parent === span ? undefined : parent;
}

function figureOf(
  span: TraceSpan,
  parent: TraceSpan | undefined,
  children: readonly TraceSpan[],
): SpanFigure {
  const { entity, operation, failed } = span;
  const isRemote = children.some((child) => child.entity.id !== entity.id);
  const isCalled = parent !== undefined && parent.entity.id !== entity.id;
  return {
    entity,
    operation,
    failed,
    self: isRemote ? undefined : selfTime(intervalOf(span), children.map(intervalOf)),
    gap: isCalled ? { caller: parent.entity, ms: parent.duration - span.duration } : undefined,
    children: [...new Set(children.map(({ entity: { name }, operation: what }) => `${name}: ${what}`))],
  };
}

function intervalOf(span: TraceSpan): Interval {
  return [span.start, endOf(span)];
}
