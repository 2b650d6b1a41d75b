import { contentId, createEntityResolver, formatTimestamp, spanMetrics, topics } from '@aiops/contracts';
import { minute, type RecordedMessage } from './hour-clock.ts';

const TRACE_STEP = 10_000;
const resolver = createEntityResolver([]);

/** Traces of two services, one of which fails and is slow for a while, and the figures of a caller that loses one peer and finds another. */
export function hourSpans(): RecordedMessage[] {
  return [...['billing', 'search'].flatMap(traces), ...calls()];
}

function traces(service: string): RecordedMessage[] {
  const last = minute(60);
  const messages: RecordedMessage[] = [];
  for (let at = minute(0); at < last; at += TRACE_STEP) {
    const ill = service === 'billing';
    const failed = ill && at >= minute(42) && at < minute(47);
    const slow = ill && at >= minute(18) && at < minute(21);
    messages.push(trace(service, at, failed ? 'error' : 'ok', slow ? 4 : 0.05));
  }
  return messages;
}

function trace(service: string, at: number, status: 'ok' | 'error', duration: number): RecordedMessage {
  const traceId = contentId('hour-trace', service, at).padEnd(32, '0').slice(0, 32);
  const span = {
    span_id: traceId.slice(0, 16),
    operation: 'GET /',
    service,
    start_time: formatTimestamp(at),
    duration,
    status,
    kind: 'server' as const,
    tags: { 'host.name': service, site: 'lab' },
  };
  return {
    at: at + duration * 1_000,
    message: {
      topic: topics.traces,
      key: traceId,
      value: { trace_id: traceId, spans: [span], total_duration: duration, span_count: 1 },
      id: traceId,
    },
  };
}

/** What `shop` does each minute. */
function calls(): RecordedMessage[] {
  return Array.from({ length: 60 }, (_, i) => i).flatMap((i) => [
    figure(spanMetrics.rate, { operation: 'GET /' }, i, 20),
    figure(spanMetrics.callRate, { peer: 'cart' }, i, 10),
    ...(i < 40 ? [figure(spanMetrics.callRate, { peer: 'db' }, i, 20)] : []),
    ...(i < 30 ? [] : [figure(spanMetrics.callRate, { peer: 'mail' }, i, 5)]),
  ]);
}

function figure(
  metric: string,
  label: Readonly<Record<string, string>>,
  i: number,
  perMinute: number,
): RecordedMessage {
  const labels = { service_name: 'shop', ...label };
  const at = minute(i + 1);
  const key = resolver.resolve(labels).id;
  return {
    at,
    message: {
      topic: topics.metrics,
      key,
      value: { metric_name: metric, labels, values: [[at / 1_000, perMinute / 60]] },
      id: contentId('hour', metric, ...Object.values(label), at),
    },
  };
}
