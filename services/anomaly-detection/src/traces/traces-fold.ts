import { parseTimestamp, type Span, toNumber, topics } from '@aiops/contracts';
import { type Emit, InvalidMessage, type KeyedState, type Message } from '@aiops/runtime';
import { isFuture, type Origin } from '../origin.ts';
import type { Setup } from '../setup.ts';
import { type EntityRef, entityRef } from '../subject.ts';
import { type SpanSignal, spanSignals } from './span-signals.ts';
import { traceAnomaly } from './trace-anomaly.ts';
import type { TraceDeviations } from './trace-deviations.ts';
import { endOf, type TraceSpan, traceSpan } from './trace-span.ts';

const PREFIX = 'traces/';
/** Windows of a service and signal that are remembered as published. Older ones may be published again, unchanged. */
const WINDOWS_KEPT = 8;

/** The fold over `aiops.traces`: spans of one partition in, anomalies out. */
export interface TracesFold {
  onMessage(message: Message<typeof topics.traces>, emit: Emit): void;
}

/** Starts of the windows of each signal that were published, and of those that a mute held back. */
type Published = Record<SpanSignal, number[]> & { muted?: Record<SpanSignal, number[]> };

interface TimedSpan {
  readonly span: Span;
  /** Epoch ms, with a fraction. */
  readonly start: number;
}

/**
 * Each span is judged alone; the little state there is only keeps the same anomaly from being published span by span. What is to be seen in
 * whole traces only is left to `deviations`.
 */
export function createTracesFold(
  setup: Setup,
  state: KeyedState,
  origin: Origin,
  deviations: TraceDeviations,
): TracesFold {
  const { config, counters, urls } = setup;
  const options = { windowMs: Math.max(1, config.traces.window), slowMs: config.traces.slow };

  const isNew = (entity: EntityRef, signal: SpanSignal, start: number, isMuted: boolean) => {
    const key = PREFIX + entity.id;
    const published: Published = state.get<Published>(key) ?? noWindows();
    const windows = isMuted ? (published.muted ?? noWindows()) : published;
    if (isMuted) published.muted = windows;
    const starts = windows[signal];
    if (starts.includes(start)) return false;
    starts.push(start);
    if (starts.length > WINDOWS_KEPT) starts.shift();
    state.put(key, published);
    return true;
  };

  /** Returns what a whole trace takes of the span. */
  const foldSpan = ({ span, start: startedAt }: TimedSpan, recordedAt: number, emit: Emit) => {
    const at = Math.floor(startedAt);
    if (isFuture(at, recordedAt)) {
      counters.future.inc({ topic: topics.traces });
      return undefined;
    }
    const resolved = setup.resolver().resolve({ ...span.tags, 'service.name': span.service });
    if (!resolved.known) counters.unresolved.inc({ topic: topics.traces });
    // By its id, not as this span spells it: another partition may meet another spelling first.
    const entity = resolved.known ? resolved : entityRef(resolved.id, resolved.type, undefined);
    const domain = setup.domainOf(entity.id);
    origin.advance(domain, at);
    const start = Math.floor(at / options.windowMs) * options.windowMs;
    for (const signal of spanSignals(span, options.slowMs)) {
      const mute = origin.muteOf({ entity, metric: signal, labels: {} }, at);
      if (!isNew(entity, signal, start, mute !== undefined)) continue;
      const anomaly = traceAnomaly(entity, signal, start, options, urls);
      origin.publish(mute === undefined ? anomaly : { ...anomaly, withheld: mute }, domain, emit);
    }
    return traceSpan(span, entity, startedAt);
  };

  return {
    onMessage({ value, recordedAt }, emit) {
      const spans: TraceSpan[] = [];
      for (const timed of value.spans.map(readSpan)) {
        const span = foldSpan(timed, recordedAt, emit);
        if (span !== undefined && !isFuture(endOf(span), recordedAt)) spans.push(span);
      }
      deviations.take(value.trace_id, spans, emit);
    },
  };
}

function noWindows(): Record<SpanSignal, number[]> {
  return { trace_errors: [], slow_traces: [] };
}

function readSpan(span: Span): TimedSpan {
  const start = parseTimestamp(span.start_time);
  if (start === undefined || !Number.isFinite(toNumber(span.duration))) {
    throw new InvalidMessage(
      'rejected',
      `span ${span.span_id} of ${span.service} has no usable start_time and duration`,
    );
  }
  return { span, start };
}
