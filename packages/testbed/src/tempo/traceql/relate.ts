import type { StoredSpan, StoredTrace } from '../trace-store.ts';

/** Structural operators: descendant, child, ancestor, parent, sibling. */
export const relations = ['>>', '<<', '>', '<', '~'] as const;
export type Relation = (typeof relations)[number];

/** The spans of the right side that have a span of the left side in that relation. */
export function relate(
  relation: Relation,
  trace: StoredTrace,
  left: readonly StoredSpan[],
  right: readonly StoredSpan[],
): StoredSpan[] {
  const byId = new Map(trace.spans.map((span) => [span.id, span]));
  const leftIds = new Set(left.map(({ id }) => id));
  const parent = (span: StoredSpan) => byId.get(span.parentId);
  const ancestors = (span: StoredSpan) => {
    const chain = new Set<StoredSpan>();
    for (let up = parent(span); up !== undefined && !chain.has(up); up = parent(up)) chain.add(up);
    return [...chain];
  };
  const tests: Record<Relation, (span: StoredSpan) => boolean> = {
    '>>': (span) => ancestors(span).some(({ id }) => leftIds.has(id)),
    '>': (span) => leftIds.has(span.parentId),
    '<<': (span) => left.some((one) => ancestors(one).includes(span)),
    '<': (span) => left.some(({ parentId }) => parentId === span.id),
    '~': (span) => left.some((one) => one !== span && one.parentId === span.parentId && span.parentId !== ''),
  };
  return right.filter(tests[relation]);
}
