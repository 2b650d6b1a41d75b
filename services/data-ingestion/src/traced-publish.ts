import { headers as names, topics } from '@aiops/contracts';
import { type OutMessage, traceparentOf } from '@aiops/runtime';
import {
  INVALID_SPAN_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Publish } from './ports.ts';

/** Received spans: a fleet that receives its own would otherwise make a span of each, for ever. */
const SPAN_TOPICS: ReadonlySet<string> = new Set([topics.traces, topics.otlpSpans]);

/** A tracer for a loop that emits received spans: for the messages of their topics it makes none. */
export function withoutReceivedSpans(tracer: Tracer): Tracer {
  const none = (): Span => trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  const isOurs = (options?: SpanOptions) =>
    !SPAN_TOPICS.has(String(options?.attributes?.['messaging.destination.name']));
  return {
    startSpan: (name, options, context) =>
      isOurs(options) ? tracer.startSpan(name, options, context) : none(),
    startActiveSpan: tracer.startActiveSpan.bind(tracer),
  };
}

/**
 * Begins a trace with each batch that is published, so that one trace runs from here to the action that follows. Received
 * spans are left out.
 */
export function tracedPublish(publish: Publish, tracer: Tracer): Publish {
  return async (messages) => {
    const traced = messages.filter(({ topic }) => !SPAN_TOPICS.has(topic));
    if (traced.length === 0) return publish(messages);
    const span = tracer.startSpan('data-ingestion publish', {
      kind: SpanKind.PRODUCER,
      root: true,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'send',
        'messaging.batch.message_count': traced.length,
      },
    });
    const traceparent = traceparentOf(span.spanContext());
    try {
      await publish(
        traceparent === undefined ? messages : messages.map((message) => continued(message, traceparent)),
      );
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      span.end();
    }
  };
}

function continued(message: OutMessage, traceparent: string): OutMessage {
  if (SPAN_TOPICS.has(message.topic) || message.headers?.[names.traceparent] !== undefined) return message;
  return { ...message, headers: { ...message.headers, [names.traceparent]: traceparent } };
}
