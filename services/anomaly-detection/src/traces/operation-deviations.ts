import type { Labels } from '@aiops/contracts';
import type { EntityRef } from '../subject.ts';
import type { OperationProfile } from './operation-profile.ts';
import { durationShift, type Shift, spanShareShift } from './shift.ts';

/** Figures of spans that can deviate: times in ms, shares between 0 and 1. */
export const traceMetrics = {
  /** The time in which the service itself was busy, or waited for something that has no span. */
  selfTime: 'span_self_time',
  /** What a caller waits longer than the service took. */
  gap: 'span_gap',
  /** The share of the spans that have a certain child. */
  children: 'span_children',
  /** The share of the spans that failed. */
  failed: 'span_failed',
} as const;

/** One figure of an operation that is unlike what was usual. */
export interface OperationDeviation {
  readonly metric: string;
  readonly labels: Labels;
  readonly shift: Shift;
  readonly peer?: EntityRef;
}

/** Compares a window of an operation with what was usual before it. Of its children only the one that differs most is named. */
export function operationDeviations(usual: OperationProfile, now: OperationProfile): OperationDeviation[] {
  const labels = { operation: now.operation };
  const found: OperationDeviation[] = [];
  const self = durationShift(usual.self, now.self);
  if (self !== undefined) found.push({ metric: traceMetrics.selfTime, labels, shift: self });
  for (const [id, { caller, gap }] of Object.entries(now.callers)) {
    const before = usual.callers[id];
    const shift = before === undefined ? undefined : durationShift(before.gap, gap);
    if (shift !== undefined) found.push({ metric: traceMetrics.gap, labels, shift, peer: caller });
  }
  const worst = worstChild(usual, now);
  if (worst !== undefined) {
    const { child, shift } = worst;
    found.push({ metric: traceMetrics.children, labels: { ...labels, child }, shift });
  }
  const failed = spanShareShift(
    { count: usual.failed, of: usual.spans },
    { count: now.failed, of: now.spans },
  );
  // Fewer failures than usual are how one ends.
  if (failed?.direction === 'up') found.push({ metric: traceMetrics.failed, labels, shift: failed });
  return found;
}

function worstChild(usual: OperationProfile, now: OperationProfile) {
  let worst: { child: string; shift: Shift } | undefined;
  for (const child of new Set([...Object.keys(usual.children), ...Object.keys(now.children)])) {
    const shift = spanShareShift(
      { count: usual.children[child]?.count ?? 0, of: usual.spans },
      { count: now.children[child]?.count ?? 0, of: now.spans },
    );
    if (shift === undefined) continue;
    // What is called more often is more often a consequence, as when somebody tries again.
    const size = shift.direction === 'up' ? shift.size / 2 : shift.size;
    if (size > (worst?.shift.size ?? 0)) worst = { child, shift: { ...shift, size } };
  }
  return worst;
}
