import { type Labels, topics } from '@aiops/contracts';
import type { Emit, KeyedState } from '@aiops/runtime';
import { deviationEvent } from '../deviations/deviation.ts';
import { isWorthTelling, LEAST_SIZE } from '../deviations/told-deviation.ts';
import type { Origin } from '../origin.ts';
import type { Setup } from '../setup.ts';
import type { EntityRef } from '../subject.ts';
import { type OperationDeviation, operationDeviations, traceMetrics } from './operation-deviations.ts';
import type { OperationProfile } from './operation-profile.ts';
import { createTraceAssembly, TRACE_HOLD_MS } from './trace-assembly.ts';
import { traceFigures } from './trace-figures.ts';
import { endOf, type TraceSpan } from './trace-span.ts';
import { createTraceWindows, TRACE_WINDOW_MS } from './trace-windows.ts';
import { createUsualProfiles } from './usual-profiles.ts';

const METRICS = Object.values(traceMetrics);

/** Tells how much longer operations take, and how much more often they fail or call others, than they usually do. */
export interface TraceDeviations {
  /** Takes the spans of one message, whose domains the origin knows. */
  take(traceId: string, spans: readonly TraceSpan[], emit: Emit): void;
  /** Takes the traces that are waited for as whole and judges the window under way: nothing has come for long. */
  settle(emit: Emit): void;
}

/** What each partition finds is in the traces that it sees; `seen` tells its deviations from those of others. */
export function createTraceDeviations(
  setup: Setup,
  state: KeyedState,
  origin: Origin,
  seen: string,
): TraceDeviations {
  const { config, counters, domainOf } = setup;
  const of = { topic: topics.traces };
  const crowded = { inc: (_labels?: object, by?: number) => counters.crowded.inc(of, by) };
  const late = { inc: () => counters.late.inc(of) };
  const evicted = { inc: () => counters.evicted.inc(of) };
  const traces = createTraceAssembly(state, { late, crowded });
  const windows = createTraceWindows(
    state,
    createUsualProfiles(state, { evictAfter: config.series.evict_after, crowded, evicted }),
    crowded,
  );

  /** Under a mute at the beginning of a window or at its end, which it does not hold. */
  const isMuted = (entity: EntityRef, metric: string, labels: Labels, from: number) =>
    [from, from + TRACE_WINDOW_MS - 1].some(
      (at) => origin.muteOf({ entity, metric, labels }, at) !== undefined,
    );

  const tell = (
    entity: EntityRef,
    usual: OperationProfile,
    { metric, labels, shift, peer }: OperationDeviation,
    from: number,
    emit: Emit,
  ) => {
    const at = from + TRACE_WINDOW_MS;
    const what = JSON.stringify([metric, labels, peer?.id]);
    usual.told ??= {};
    if (!isWorthTelling(usual.told[what], shift.size, at) || isMuted(entity, metric, labels, from)) return;
    usual.told[what] = { size: shift.size, at };
    const deviation = { entity, metric, kind: 'trace', labels, ...shift, at } as const;
    const event = deviationEvent(peer === undefined ? deviation : { ...deviation, peer }, seen);
    origin.deviate(event, domainOf(entity.id), emit);
  };

  const compare = (
    entity: EntityRef,
    usual: OperationProfile | undefined,
    now: OperationProfile,
    from: number,
    emit: Emit,
  ) => {
    if (usual !== undefined) {
      for (const deviation of operationDeviations(usual, now)) tell(entity, usual, deviation, from, emit);
      forgetTold(usual, from + TRACE_WINDOW_MS);
    }
    const labels = { operation: now.operation };
    return !METRICS.some((metric) => isMuted(entity, metric, labels, from));
  };

  const close = (at: number, emit: Emit) =>
    windows.close(at, (entity, usual, now, from) => compare(entity, usual, now, from, emit));
  const drain = (clock: number, emit: Emit) => {
    traces.drain(clock, (whole, due) => {
      close(due, emit);
      windows.add(traceFigures(whole), latestEnd(whole));
    });
  };
  return {
    take(traceId, spans, emit) {
      if (spans.length === 0) return;
      traces.add(traceId, spans, windows.clock);
      windows.move(latestEnd(spans));
      drain(windows.clock, emit);
      close(windows.clock, emit);
    },
    settle(emit) {
      drain(windows.clock + TRACE_HOLD_MS, emit);
      close(windows.clock + TRACE_HOLD_MS + TRACE_WINDOW_MS, emit);
    },
  };
}

/** What was told so long ago that the least deviation would be told again need not be remembered. */
function forgetTold({ told }: OperationProfile, at: number): void {
  for (const [what, last] of Object.entries(told ?? {}))
    if (isWorthTelling(last, LEAST_SIZE, at)) delete told?.[what];
}

function latestEnd(spans: readonly TraceSpan[]): number {
  return spans.reduce((latest, span) => Math.max(latest, endOf(span)), Number.NEGATIVE_INFINITY);
}
