import { type EntityResolver, headers, topics } from '@aiops/contracts';
import {
  type Counter,
  type Emit,
  InvalidMessage,
  type KeyedState,
  type Message,
  type StreamService,
  type StreamTask,
} from '@aiops/runtime';
import { type SpanRecord, tracesOut } from '../messages/trace-out.ts';
import { nsToMs } from '../plan-window.ts';
import { redMessages, requestSpan, serviceOf } from '../sources/otlp/request-spans.ts';
import { spanRecords } from '../sources/otlp/traces.ts';
import { createOperationWindows, type SpanLimits, type SpanSample } from './operation-windows.ts';
import { createRequestWindows, type RedSample } from './request-windows.ts';
import { spanBatches } from './span-batches.ts';
import { createSpanMemory } from './span-memory.ts';
import { spanMessage } from './span-message.ts';

/** What the fold over spans counts. Each may be left out. */
export interface SpanCounters {
  /** Spans that had been seen before, by whichever path. */
  readonly duplicates?: Counter;
  /** Requests that came too late for their window; label `fate`: `moved` to a later window or `dropped`. */
  readonly late?: Counter;
  /** Spans that claim to end more than an hour after the broker took them. */
  readonly future?: Counter;
  /** Spans whose operation or peer has no figures of its own; label `of`. */
  readonly capped?: Counter;
}

export interface SpanServiceOptions {
  readonly resolver: () => EntityResolver;
  /** How far back pollers may fetch spans after an outage (ms): so long a span must be known again. */
  readonly backfillMs: number;
  readonly counters?: SpanCounters;
  readonly limits: SpanLimits;
  /** Most spans that a partition remembers. */
  readonly remembered?: number;
}

/** Consumer group and state scope are named after it. */
export const SPAN_SERVICE = 'data-ingestion';

/** Beyond the back-fill: what is under way between two paths. */
const MARGIN_MS = 600_000;
const REMEMBERED = 400_000;
/** A span that ends later than this after its record was taken has a wrong clock. */
const FUTURE_MS = 3_600_000;

/**
 * The fold over `otlp_spans`. What a collector wrote is published again by service; what was published by service is what counts:
 * a span that the service's partition has not seen becomes part of `aiops.traces` and of the figures of its service.
 */
export function createSpanService(options: SpanServiceOptions): StreamService {
  return {
    name: SPAN_SERVICE,
    consumes: [topics.otlpSpans],
    task: (state) => spanTask(options, state),
  };
}

function spanTask(
  { resolver, counters, limits, ...options }: SpanServiceOptions,
  state: KeyedState,
): StreamTask {
  const memory = createSpanMemory(state, {
    horizonMs: options.backfillMs + MARGIN_MS,
    limit: options.remembered ?? REMEMBERED,
  });
  const requests = createRequestWindows(state);
  const operations = createOperationWindows(state, limits, counters?.capped);

  /** Whether the span is to be published. One that is too old or too new to be remembered is, but it counts in no figure. */
  const isNew = (span: SpanRecord, recordedAt: number): boolean => {
    if (nsToMs(span.endNs) > recordedAt + FUTURE_MS) {
      counters?.future?.inc();
      return true;
    }
    const familiarity = memory.meet(span, recordedAt);
    if (familiarity === 'seen') {
      counters?.duplicates?.inc();
      return false;
    }
    const request = requestSpan(span);
    if (familiarity === 'new') operations.add(span, serviceOf(span), request, recordedAt);
    if (request === undefined) return true;
    const fate = familiarity === 'old' ? 'dropped' : requests.add(request, recordedAt);
    if (fate !== 'counted') counters?.late?.inc({ fate: fate === 'late' ? 'moved' : 'dropped' });
    return true;
  };
  const tell = (ofRequests: readonly RedSample[], ofOperations: readonly SpanSample[], emit: Emit) => {
    for (const sample of ofRequests) for (const message of redMessages(sample, resolver())) emit(message);
    for (const sample of ofOperations) emit(spanMessage(sample, resolver()));
  };

  return {
    onMessage(message, emit) {
      const { value, headers: given, recordedAt } = message as Message<typeof topics.otlpSpans>;
      const { spans, refused } = spanRecords(value.resourceSpans);
      const source = typeof value.source === 'string' ? value.source : 'otlp';
      if (given[headers.rekeyed] === '1') {
        const fresh = spans.filter((span) => isNew(span, recordedAt));
        for (const out of tracesOut(fresh, recordedAt, source)) emit(out);
        tell(requests.takeDue(), operations.takeDue(), emit);
      } else {
        for (const out of spanBatches(spans, source)) emit(out);
      }
      // What could be read goes its way; the record is kept for whoever wants to know what could not.
      if (refused.count > 0)
        throw new InvalidMessage('rejected', `${refused.count} refused: ${refused.firstReason}`);
    },
    onTick(now, emit) {
      tell(requests.takeIdle(now), operations.takeIdle(now), emit);
    },
  };
}
