import type { Config } from '@aiops/config';
import { type EntityResolver, headers, spanMetrics, topics } from '@aiops/contracts';
import {
  type Counter,
  type Emit,
  InvalidMessage,
  type KeyedState,
  type Message,
  type StreamService,
  type StreamTask,
} from '@aiops/runtime';
import { type SpanRecord, type TracedSpan, tracesOut } from '../messages/trace-out.ts';
import { nsToMs } from '../plan-window.ts';
import { redMessages, requestSpan, serviceOf } from '../sources/otlp/request-spans.ts';
import { spanRecords } from '../sources/otlp/traces.ts';
import type { Fate } from '../windows/event-windows.ts';
import { countedOf } from './counted-of.ts';
import { edgeMessage } from './edge-message.ts';
import { createOperationWindows, type SpanLimits } from './operation-windows.ts';
import { createRequestWindows, type RedSample } from './request-windows.ts';
import { spanBatches } from './span-batches.ts';
import { createSpanMemory } from './span-memory.ts';
import { spanMessage } from './span-message.ts';
import type { WindowFigures } from './window-figures.ts';

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
  /**
   * Who makes the figures of each minute. `flink`: its jobs read from the spans in `aiops.traces` what each counts for; only what needs the
   * spans below a request is made here.
   */
  readonly engine: Config['stream_processing']['engine'];
  /** Most spans that a partition remembers. */
  readonly remembered?: number;
}

/** Consumer group and state scope are named after it. */
export const SPAN_SERVICE = 'data-ingestion';

/** Raised when the state of windows takes another shape. */
const STATE_FORMAT = 2;
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
    stateFormat: STATE_FORMAT,
    consumes: [topics.otlpSpans],
    task: (state) => spanTask(options, state),
  };
}

function spanTask(
  { resolver, counters, limits, engine, ...options }: SpanServiceOptions,
  state: KeyedState,
): StreamTask {
  const memory = createSpanMemory(state, {
    horizonMs: options.backfillMs + MARGIN_MS,
    limit: options.remembered ?? REMEMBERED,
  });
  const requests = createRequestWindows(state);
  const operations = createOperationWindows(state, limits, counters?.capped);

  /** Flink cannot make what needs the spans below a request. */
  const isOurs = (metric: string) => engine === 'embedded' || metric === spanMetrics.selfTimeP95;

  const noteFate = (fate: Fate) => {
    if (fate !== 'counted') counters?.late?.inc({ fate: fate === 'late' ? 'moved' : 'dropped' });
  };
  /** Counts a span, or only says that it came too late to be known for new. Returns it with what it counts for, if others count it. */
  const counted = (span: SpanRecord, isNew: boolean, recordedAt: number): TracedSpan => {
    const [request, service] = [requestSpan(span), serviceOf(span)];
    if (request !== undefined) noteFate(isNew ? requests.add(request, recordedAt) : 'dropped');
    const count = isNew ? operations.add(span, service, request, recordedAt) : undefined;
    if (engine === 'embedded' || count === undefined) return span;
    return { ...span, counted: countedOf(count, service, resolver()) };
  };

  /**
   * The span as it is to be published; undefined when it was seen before. One that is too old or too new to be remembered counts in no
   * figure.
   */
  const take = (span: SpanRecord, recordedAt: number): TracedSpan | undefined => {
    if (nsToMs(span.endNs) > recordedAt + FUTURE_MS) {
      counters?.future?.inc();
      return span;
    }
    const familiarity = memory.meet(span, recordedAt);
    if (familiarity === 'seen') {
      counters?.duplicates?.inc();
      return undefined;
    }
    return counted(span, familiarity === 'new', recordedAt);
  };
  const tell = (ofRequests: readonly RedSample[], ofWindows: readonly WindowFigures[], emit: Emit) => {
    for (const sample of ofRequests) for (const message of redMessages(sample, resolver())) emit(message);
    const samples = ofWindows.flatMap((window) => window.samples);
    for (const sample of samples) if (isOurs(sample.name)) emit(spanMessage(sample, resolver()));
    const calls = engine === 'embedded' ? ofWindows.flatMap((window) => window.calls) : [];
    for (const call of calls) emit(edgeMessage(call, resolver()));
  };

  return {
    onMessage(message, emit) {
      const { value, headers: given, recordedAt } = message as Message<typeof topics.otlpSpans>;
      const { spans, refused } = spanRecords(value.resourceSpans);
      const source = typeof value.source === 'string' ? value.source : 'otlp';
      if (given[headers.rekeyed] === '1') {
        const fresh = spans.map((span) => take(span, recordedAt)).filter((span) => span !== undefined);
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
