import { parseTimestamp, type Span, toNumber, topics } from '@aiops/contracts';
import { type Emit, InvalidMessage, type KeyedState, type Message } from '@aiops/runtime';
import { isFuture, type Origin } from '../origin.ts';
import type { Setup } from '../setup.ts';
import { type EntityRef, entityRef } from '../subject.ts';
import { type SpanSignal, spanSignals } from './span-signals.ts';
import { traceAnomaly } from './trace-anomaly.ts';

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
  readonly at: number;
}

/** Each span is judged alone; the little state there is only keeps the same anomaly from being published span by span. */
export function createTracesFold(setup: Setup, state: KeyedState, origin: Origin): TracesFold {
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

  const foldSpan = ({ span, at }: TimedSpan, recordedAt: number, emit: Emit) => {
    if (isFuture(at, recordedAt)) return counters.future.inc({ topic: topics.traces });
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
  };

  return {
    onMessage({ value, recordedAt }, emit) {
      for (const timed of value.spans.map(readSpan)) foldSpan(timed, recordedAt, emit);
    },
  };
}

function noWindows(): Record<SpanSignal, number[]> {
  return { trace_errors: [], slow_traces: [] };
}

function readSpan(span: Span): TimedSpan {
  const at = parseTimestamp(span.start_time);
  if (at === undefined || !Number.isFinite(toNumber(span.duration))) {
    throw new InvalidMessage(
      'rejected',
      `span ${span.span_id} of ${span.service} has no usable start_time and duration`,
    );
  }
  return { span, at: Math.floor(at) };
}
