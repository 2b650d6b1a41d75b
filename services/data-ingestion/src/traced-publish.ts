import { headers as names, topics } from '@aiops/contracts';
import { type OutMessage, traceparentOf } from '@aiops/runtime';
import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Publish } from './ports.ts';

/**
 * Begins a trace with each batch that is published, so that one trace runs from here to the action that follows. Traces
 * themselves are left out: a fleet that receives its own spans would otherwise make a span of each, for ever.
 */
export function tracedPublish(publish: Publish, tracer: Tracer): Publish {
  return async (messages) => {
    const traced = messages.filter(({ topic }) => topic !== topics.traces);
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
  if (message.topic === topics.traces || message.headers?.[names.traceparent] !== undefined) return message;
  return { ...message, headers: { ...message.headers, [names.traceparent]: traceparent } };
}
