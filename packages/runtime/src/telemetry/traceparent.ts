import { type Context, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';

/** Any version but ff, which is invalid; later versions may append fields. Ids of zeros only are invalid. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** The context that a W3C `traceparent` header names, or the root context when there is none or it is malformed. */
export function contextOf(traceparent: string | undefined): Context {
  const match = TRACEPARENT.exec(traceparent ?? '');
  if (match === null) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: match[1] ?? '',
    spanId: match[2] ?? '',
    traceFlags: Number.parseInt(match[3] ?? '0', 16) & 1,
    isRemote: true,
  });
}

/** The W3C header of a span, or undefined for one that records nothing and has no parent. */
export function traceparentOf(span: SpanContext): string | undefined {
  if (/^0*$/.test(span.traceId)) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags & 1 ? '01' : '00'}`;
}
