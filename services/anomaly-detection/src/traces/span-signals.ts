import { type Span, toNumber } from '@aiops/contracts';

/** What a span can be a sign of. */
export type SpanSignal = 'trace_errors' | 'slow_traces';

/**
 * Signals of one span. Only the side that serves a call is asked, or the root: the caller's span of the same call would
 * blame the victim. A source that knows no kinds is taken at its word.
 */
export function spanSignals(span: Span, slowMs: number): readonly SpanSignal[] {
  const serves = span.kind === 'server' || span.kind === 'consumer';
  const unknown = span.kind === undefined || span.kind === 'unspecified';
  const root =
    span.parent_span_id === undefined || span.parent_span_id === null || span.parent_span_id === '';
  if (!serves && !unknown && !root) return NONE;
  const failed = span.status === 'error';
  const slow = toNumber(span.duration) * 1000 > slowMs;
  if (failed) return slow ? BOTH : ERRORS;
  return slow ? SLOW : NONE;
}

const NONE: readonly SpanSignal[] = [];
const ERRORS: readonly SpanSignal[] = ['trace_errors'];
const SLOW: readonly SpanSignal[] = ['slow_traces'];
const BOTH: readonly SpanSignal[] = ['trace_errors', 'slow_traces'];
